import { unparsable } from "../failure.ts";

export type Direction = "in" | "out" | "other";

export interface Seen {
  /** Absent before tcpdump 4.99, which does not say it for "any". */
  readonly dev: string;
  readonly direction: Direction;
  /** The sender's link-layer address. */
  readonly mac: string;
  /** What the packet says, after the link layer. */
  readonly text: string;
}

export interface Segment {
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  readonly flags: string;
  readonly seq: number | null;
  readonly ack: number | null;
}

/** "1795284316.371520 eth1  In  ifindex 3 2e:84:40:0c:2c:3a ethertype IPv4 (0x0800), length 80: ..."; before 4.99 without name and number. */
const LINE =
  /^\d+\.\d+ +(?:(\S+) +)?(In|Out|B|M|P) +(?:ifindex \d+ )?(?:([0-9a-f]{2}(?::[0-9a-f]{2}){5}) )?(?:\(oui [^)]*\) )?.*?ethertype (?:802\.1Q.*?ethertype )?(?:IPv4|IPv6|ARP)\b[^:]*: (.*)$/;

/** To this host, to all, to a group: in. To somebody else, which a bridge or a promiscuous interface sees: other. */
const DIRECTIONS: Readonly<Record<string, Direction>> = { In: "in", B: "in", M: "in", Out: "out", P: "other" };

/** A packet's line; null for what tcpdump says about itself. */
export function seenIn(line: string): Seen | null {
  if (!/^\d+\.\d+ /.test(line)) return null;
  const [, dev = "any", direction = "", mac = "", text = ""] = LINE.exec(line) ?? unparsable(`"${line.slice(0, 80)}" is not a packet`);
  return { dev, direction: DIRECTIONS[direction] ?? "other", mac, text };
}

const SEGMENT = /^(\S+)\.(\d+) > (\S+)\.(\d+): Flags \[([^\]]+)\](?:, seq (\d+)(?::\d+)?)?(?:, ack (\d+))?/;

export function segmentOf(text: string): Segment | null {
  const found = SEGMENT.exec(text);
  if (found === null) return null;
  const [, source = "", sourcePort, target = "", targetPort, flags = "", seq, ack] = found;
  return {
    source,
    sourcePort: Number(sourcePort),
    target,
    targetPort: Number(targetPort),
    flags,
    seq: seq === undefined ? null : Number(seq),
    ack: ack === undefined ? null : Number(ack),
  };
}

export interface Resolution {
  readonly kind: "asks" | "claims";
  /** The address that is asked for, or claimed. */
  readonly address: string;
  /** The Ethernet address that claims it; of a question, who asks. */
  readonly mac: string;
}

/** What an ARP packet or neighbour discovery asks and claims. Who announces itself by a request claims, too. */
export function resolutionsOf({ text, mac }: Seen): readonly Resolution[] {
  const reply = /^(?:ARP, )?Reply (\S+) is-at ([0-9a-f:]{17})/.exec(text);
  if (reply !== null) return [{ kind: "claims", address: reply[1] ?? "", mac: reply[2] ?? "" }];
  const announced = /^(?:ARP, )?Announcement (\S+?),?(?: |$)/.exec(text);
  if (announced !== null) return [{ kind: "claims", address: announced[1] ?? "", mac }];
  const request = /^(?:ARP, )?Request who-has (\S+)(?: \([^)]*\))? tell (\S+?),/.exec(text);
  if (request !== null) {
    const [, address = "", asker = ""] = request;
    return address === asker ? [{ kind: "claims", address, mac }] : [{ kind: "asks", address, mac }];
  }
  const solicitation = /ICMP6, neighbor solicitation, .*?who has ([0-9a-f:]+)/.exec(text);
  if (solicitation !== null) return [{ kind: "asks", address: solicitation[1] ?? "", mac }];
  const advertisement = /ICMP6, neighbor advertisement, .*?tgt is ([0-9a-f:]+)/.exec(text);
  return advertisement === null ? [] : [{ kind: "claims", address: advertisement[1] ?? "", mac }];
}

/** "192.0.2.1 > 192.0.2.11: ICMP host 203.0.113.140 unreachable, length 68": who says it, and what. */
export function errorOf(text: string): { readonly by: string; readonly says: string } | null {
  const found = /^(\S+) > \S+: (ICMP6?,? .*?unreachable[^,]*)/.exec(text);
  return found === null ? null : { by: found[1] ?? "", says: (found[2] ?? "").replace(/^ICMP6?,? /, "") };
}
