/** A mail as people see it, in both its forms. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
