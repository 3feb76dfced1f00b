import { UserError } from "../../errors.ts";
import { isEmailAddress } from "../../csv/cells.ts";

/** An address of staff as the register keeps it. Throws {@link UserError} where it is none. */
export function keeperIn(word: string): string {
  const address = word.trim().toLowerCase();
  if (isEmailAddress(address)) return address;
  throw new UserError(
    "usage",
    `${JSON.stringify(word)} is no e-mail address`,
    "keepers are named by their address, as in `account-audit accounts show ACCOUNT`",
  );
}
