import { createHmac } from "node:crypto";
import type { PinnedKey } from "./host-keys.ts";

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
interface Entry {
  readonly line: number;
  readonly marker: "@revoked" | "@cert-authority" | null;
  readonly hosts: string;
  readonly algorithm: string;
  readonly key: Buffer;
}

export interface KnownHosts {
  readonly pinned: readonly PinnedKey[];
  readonly revoked: readonly PinnedKey[];
  /** Lines about this host that we cannot follow, and why, as sentences. */
  readonly notes: readonly string[];
}

const NOTHING: KnownHosts = { pinned: [], revoked: [], notes: [] };

function parseLine(text: string, line: number): Entry | undefined {
  if (/^\s*(?:#|$)/.test(text)) return undefined;
  const words = text.trim().split(/[ \t]+/);
  const marked = words[0]?.startsWith("@") === true ? words.shift() : undefined;
  if (marked !== undefined && marked !== "@revoked" && marked !== "@cert-authority") return undefined;
  const [hosts, algorithm, base64] = words;
  if (hosts === undefined || algorithm === undefined || base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, "base64");
  // A torn line still decodes; the name inside the blob tells.
  if (key.length < 4 + algorithm.length || key.toString("latin1", 4, 4 + key.readUInt32BE(0)) !== algorithm) return undefined;
  return { line, marker: marked ?? null, hosts, algorithm, key };
}

/** `*` and `?`, without regard to case; nothing else is special. */
const matchesPattern = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "is",
  ).test(name);

function matchesHashed(field: string, name: string): boolean {
  const [, , salt = "", digest = ""] = field.split("|");
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest().equals(Buffer.from(digest, "base64"));
}

/** A negated pattern that matches refuses the whole line, wherever it stands. */
function matchesHosts(field: string, name: string): boolean {
  if (field.startsWith("|1|")) return matchesHashed(field, name);
  const patterns = field.split(",");
  if (patterns.some((pattern) => pattern.startsWith("!") && matchesPattern(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matchesPattern(pattern, name));
}

/** How a host is written in known_hosts: a port other than 22 takes brackets. */
export const hostName = (host: string, port: number): string => (port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`);

/** What `text`, read from `file`, says about one host. Lines that are no entries are passed over, as OpenSSH does. */
export function findKnownHost(text: string, file: string, { host, port }: { readonly host: string; readonly port: number }): KnownHosts {
  const name = hostName(host, port);
  const found = { pinned: [] as PinnedKey[], revoked: [] as PinnedKey[], notes: [] as string[] };
  text.split(/\r?\n/).forEach((raw, index) => {
    const entry = parseLine(raw, index + 1);
    if (!entry || !matchesHosts(entry.hosts, name)) return;
    const where = `${file}:${entry.line}`;
    const pin: PinnedKey = { host, port, algorithm: entry.algorithm, key: entry.key, where };
    if (entry.marker === null) found.pinned.push(pin);
    else if (entry.marker === "@revoked") found.revoked.push(pin);
    else
      found.notes.push(
        `${where} trusts this host by a certificate authority; Culprit compares host keys themselves and cannot check certificates`,
      );
  });
  return found;
}

export const joinKnownHosts = (parts: readonly KnownHosts[]): KnownHosts =>
  parts.reduce(
    (all, part) => ({
      pinned: [...all.pinned, ...part.pinned],
      revoked: [...all.revoked, ...part.revoked],
      notes: [...all.notes, ...part.notes],
    }),
    NOTHING,
  );
