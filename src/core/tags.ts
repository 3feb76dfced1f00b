import type { PostTags } from "./facts.ts";
import type { TagContext } from "./connector.ts";

/** What a post offers to be judged for tags. All of it is dropped after. */
export interface TaggableText {
  /** The full text, not the cut one. */
  text: string;
  /** Handles that the platform itself marked as mentions or native tags. */
  nativeTags: readonly string[];
  at: Date;
}

/** Which organisations a post tags (POLICY.md, "what counts as a tag"). */
export declare function tagsOf(post: TaggableText, context: TagContext): PostTags;
