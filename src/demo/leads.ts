import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import type { OrganisationId } from "../core/account.ts";

/** RFC 8410: what stands before the 32 bytes of an X25519 private key in PKCS #8. */
const PKCS8_X25519 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** A made-up safeguarding contact with a key pair that is the same each time. */
export interface DemoLead {
  name: string;
  email: string;
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

export type Post = "lead" | "deputy";

/** Lead or deputy of an organisation. A real one's private key is made on their own machine (`account-audit keys new`). */
export function demoLead(organisation: OrganisationId, shortName: string, post: Post): DemoLead {
  const privateKey = createHash("sha256").update(`account-audit demo ${organisation} ${post}`).digest();
  const der = Buffer.concat([PKCS8_X25519, privateKey]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const publicKey = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    name: `Safeguarding ${post} of ${shortName}`,
    email: `safeguarding.${post}@${organisation}.example`,
    publicKey,
    privateKey,
  };
}
