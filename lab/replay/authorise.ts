import { timingSafeEqual } from "node:crypto";
import ssh2, { type AuthContext } from "ssh2";

/** True for a signature by the one key that may log in; a question without a signature is answered by the key alone. */
export function authorise(context: AuthContext, authorizedKey: string): boolean {
  if (context.method !== "publickey") return false;
  const allowed = ssh2.utils.parseKey(authorizedKey);
  const key = Array.isArray(allowed) ? allowed[0] : allowed;
  if (key === undefined || key instanceof Error) throw new TypeError("the authorized key of the replay server is not a public key");
  const blob = key.getPublicSSH();
  const { data, algo } = context.key;
  if (algo !== key.type && !algo.startsWith("rsa-sha2-")) return false;
  if (data.length !== blob.length || !timingSafeEqual(data, blob)) return false;
  if (context.signature === undefined) return true;
  // ssh2's types give a boolean, but a key that cannot verify returns an error.
  const verified: unknown = key.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo);
  return verified === true;
}
