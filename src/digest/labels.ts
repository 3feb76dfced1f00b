/** Words that HTML and text put around what the model says: the same in both. */
export const LABELS = {
  evidence: "Evidence:",
  whatToDo: "What to do:",
  columns: ["Organisation", "Live", "Active", "Quiet", "Too long", "Not read", "Posts", "Tagged"],
} as const;
