import type { Row } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import type { Link } from "./link.ts";
import type { SwitchRead } from "./openvswitch.ts";
import { MOST } from "./script.ts";

const MAC = /\bmac=([0-9a-f]{2}(?::[0-9a-f]{2}){5})/gi;

/** Of one guest. A PCI bus has 32 slots. */
const MOST_CARDS = 64;

interface Around {
  readonly links: readonly Link[];
  /** The same interfaces as rows: with the other ends of pairs. */
  readonly rows: readonly Row[];
  readonly read: SwitchRead | null;
}

/** Lines "guest 99 qemu-system-x86_64 -name guest=vma1,...", each followed by the taps that this process holds open. */
export function guestRows(lines: readonly string[], around: Around): readonly Row[] {
  const found: { readonly pid: string; readonly command: string; readonly taps: string[] }[] = [];
  for (const line of lines) {
    const [, pid, command] = /^guest (\d+) (.*)$/.exec(line) ?? [];
    const tap = /^tap (\S+)/.exec(line)?.[1];
    if (pid !== undefined && command !== undefined) found.push({ pid, command, taps: [] });
    else if (tap !== undefined) found.at(-1)?.taps.push(tap);
  }
  if (found.length > MOST.guests) unparsable(`more than ${MOST.guests} guests`);
  const rows = new Map<string, Row>();
  for (const { pid, command, taps } of found) {
    const macs = [...command.matchAll(MAC)].map(([, mac = ""]) => mac.toLowerCase()).slice(0, MOST_CARDS);
    if (macs.length === 0 && taps.length === 0) continue;
    const name = /-name (?:guest=)?([^\s,]+)/.exec(command)?.[1] ?? `pid-${pid}`;
    const all = new Set([...taps, ...macs.flatMap((mac) => tapsFor(mac, around))]);
    rows.set(name, { key: name, pid: Number(pid), macs: macs.join(" "), taps: [...all].join(" ") });
  }
  return [...rows.values()];
}

/**
 * libvirt gives the tap the guest's address with fe in front; Neutron notes the guest's address on the switch's interface, which shares the tap's
 * ending; and a guest that is a container has the address itself, at the other end of a pair.
 */
function tapsFor(mac: string, { links, rows, read }: Around): readonly string[] {
  const alike = links.filter((link) => link.mac === `fe${mac.slice(2)}` && link.kind === "tun").map(({ key }) => key);
  const noted = (read?.interfaces ?? [])
    .filter(({ ids }) => ids.get("attached-mac")?.toLowerCase() === mac)
    .flatMap(({ row: { key } }) => [key, key.replace(/^qvo/, "tap")])
    .filter((name) => links.some((link) => link.key === name && name.startsWith("tap")));
  const paired = rows
    .filter((row) => row["mac"] === mac && row["namespace"] !== "own" && typeof row["peer"] === "string" && row["peer"] !== "none")
    .map((row) => String(row["peer"]));
  return [...alike, ...noted, ...paired];
}
