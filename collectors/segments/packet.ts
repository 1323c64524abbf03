import { unparsable } from "../failure.ts";

/** One packet as tcpdump printed it in two lines. */
export interface Packet {
  /** Empty where tcpdump does not name it (before 4.99). */
  readonly device: string;
  readonly arrives: boolean;
  readonly id: number;
  readonly ipLength: number;
  /** Longer than its IP packet: what is too short for a frame was filled up. */
  readonly padded: boolean;
  readonly from: string;
  readonly to: string;
  readonly flags: string;
  readonly seq: number | null;
  readonly ack: number | null;
  readonly length: number;
  /** Null where the capture did not keep enough of the packet to tell. */
  readonly bad: boolean | null;
}

const FIRST = /^\d+\.\d+\s+(?:(\S+)\s+)?(In|Out|B|M|P)\s+(?:ifindex \d+ )?.*?ethertype (IPv4|IPv6) \(0x[0-9a-f]+\), length (\d+): (.*)$/;
const IPV4 = /\bid (\d+), .*\blength (\d+)\)/;
const IPV6 = /payload length: (\d+)\)(?: (.*))?$/;
const TCP = /(\S+)\.(\d+) > (\S+)\.(\d+): Flags \[([^\]]*)\](?:, cksum 0x[0-9a-f]+ \((correct|incorrect)[^)]*\))?(.*)$/;

/** The link-layer headers that tcpdump puts before what "any" captures. */
export const linkHeader = (line: string): number =>
  line.includes("LINUX_SLL2") ? 20 : line.includes("LINUX_SLL") ? 16 : unparsable("tcpdump names no cooked link type");

/** IPv6 stands in one line, IPv4 in two. */
export function packetsIn(lines: readonly string[], header: number): readonly Packet[] {
  const packets: Packet[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const first = FIRST.exec(line);
    if (first === null) return unparsable(`"${line.slice(0, 60)}" is not a packet`);
    const [, device = "", way, family, frame, rest = ""] = first;
    const tcpText = family === "IPv6" ? rest : (lines[++index] ?? "");
    const ip = family === "IPv6" ? IPV6.exec(rest) : IPV4.exec(rest);
    const tcp = TCP.exec(tcpText);
    if (ip === null) return unparsable(`"${rest.slice(0, 60)}" has no length`);
    // A fragment, or a packet that was cut before its TCP header, says nothing of a connection.
    if (tcp === null) {
      if (family === "IPv4") index--;
      continue;
    }
    const ipLength = family === "IPv6" ? Number(ip[1]) + 40 : Number(ip[2]);
    packets.push({
      device,
      arrives: way !== "Out",
      id: family === "IPv6" ? 0 : Number(ip[1]),
      ipLength,
      padded: Number(frame) - header > ipLength,
      ...segment(tcp),
    });
  }
  return packets;
}

function segment([, fromHost, fromPort, toHost, toPort, flags = "", sum, rest = ""]: readonly (string | undefined)[]): Omit<
  Packet,
  "device" | "arrives" | "id" | "ipLength" | "padded"
> {
  const seq = /\bseq (\d+)(?::(\d+))?/.exec(rest)?.[1];
  const ack = /\back (\d+)/.exec(rest)?.[1];
  return {
    from: `${fromHost ?? ""}:${fromPort ?? ""}`,
    to: `${toHost ?? ""}:${toPort ?? ""}`,
    flags,
    seq: seq === undefined ? null : Number(seq),
    ack: ack === undefined ? null : Number(ack),
    length: Number(/\blength (\d+)/.exec(rest)?.[1] ?? "0"),
    bad: sum === undefined ? null : sum === "incorrect",
  };
}
