import type { ServerHostKeyAlgorithm } from "ssh2";
import { algorithmOf } from "../public-key.ts";

/** A host key that somebody vouched for, and where that is written. */
export interface PinnedKey {
  readonly host: string;
  readonly port: number;
  /** The key's type: "ssh-ed25519", "ssh-rsa". */
  readonly algorithm: string;
  readonly key: Buffer;
  /** File and line, or the name of the store. */
  readonly where: string;
}

/** A key to keep, with who approved it; nobody where a process approves it for itself. */
export interface NewPin extends Omit<PinnedKey, "where"> {
  readonly approvedBy?: string;
}

/** Culprit's own memory of approved host keys. */
export interface PinStore {
  find(host: string, port: number): Promise<readonly PinnedKey[]>;
  add(pin: NewPin): Promise<void>;
}

/** All that is known about the keys of one host. */
export interface KnownKeys {
  readonly pinned: readonly PinnedKey[];
  readonly revoked: readonly PinnedKey[];
}

export type KeyJudgement =
  | { readonly is: "pinned" }
  | { readonly is: "unknown" }
  | { readonly is: "changed"; readonly pinned: PinnedKey }
  | { readonly is: "revoked"; readonly pinned: PinnedKey };

/**
 * A host with any pinned key must show one of them. Another key is a change even if it is of another type: what a host that was
 * taken over would do is to offer a type that nobody has pinned.
 */
export function judgeKey(offered: Buffer, known: KnownKeys): KeyJudgement {
  const revoked = known.revoked.find(({ key }) => key.equals(offered));
  if (revoked) return { is: "revoked", pinned: revoked };
  if (known.pinned.some(({ key }) => key.equals(offered))) return { is: "pinned" };
  const pinned = known.pinned.find(({ algorithm }) => algorithm === algorithmOf(offered)) ?? known.pinned[0];
  return pinned ? { is: "changed", pinned } : { is: "unknown" };
}

/** ssh2's own order, which is OpenSSH's with RSA-SHA1 kept as the last resort for hosts older than OpenSSH 7.2. */
const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

const keyType = (algorithm: string): string => (algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);

/** The types that are pinned come first, so that the host shows a key we can compare (OpenSSH: order_hostkeyalgs). */
export function preferredAlgorithms(pinned: readonly PinnedKey[]): ServerHostKeyAlgorithm[] {
  const types = new Set(pinned.map(({ algorithm }) => algorithm));
  const isPinned = (algorithm: ServerHostKeyAlgorithm): boolean => types.has(keyType(algorithm));
  return [...ALGORITHMS.filter(isPinned), ...ALGORITHMS.filter((algorithm) => !isPinned(algorithm))];
}
