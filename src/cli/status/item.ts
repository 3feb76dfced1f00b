/** Something that a person must do, with the command or the place that does it. */
export interface Todo {
  isProblem: boolean;
  says: string;
  next: string;
}
