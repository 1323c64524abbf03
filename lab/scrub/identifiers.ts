import { numbered } from "./numbered.ts";

const SIX = /(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])/gi;
/** OpenStack gives ports fa:16:3e and their taps fe:16:3e: that an address is of this kind is evidence. */
const OPENSTACK = /^f[ae]:16:3e:/i;

/**
 * Ethernet addresses the kernel drew at random are locally administered and of one station (IEEE 802: bit 1 of the first octet set,
 * bit 0 clear). Groups, VRRP's 00:00:5e and real cards are not, and stay.
 */
const isRandom = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 3) === 2 && !OPENSTACK.test(mac);

/** Addresses that were drawn at random become 02:00:00:00:00:01 and following. */
export const scrubMacs = (): ((text: string) => string) => {
  const replacement = numbered((n) => `02:00:00:00:${octet(n >> 8)}:${octet(n & 255)}`);
  return (text) => text.replaceAll(SIX, (mac) => (isRandom(mac) ? replacement(mac.toLowerCase()) : mac));
};

const octet = (n: number): string => n.toString(16).padStart(2, "0");

/** Boot ids become version 4 identifiers that are plainly nobody's. Two hosts of one machine still share theirs. */
export const scrubBootIds = (bootIds: Iterable<string>): ((text: string) => string) => {
  const replacement = numbered((n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`);
  const pairs = [...new Set(bootIds)].filter((id) => id !== "").map((id) => [id, replacement(id)] as const);
  return (text) => pairs.reduce((now, [id, other]) => now.replaceAll(id, other), text);
};
