import type { Turn } from "./address.ts";

const QUAD = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const V4 = String.raw`${QUAD}(?:\.${QUAD}){3}`;
const GROUP = "[0-9A-Fa-f]{1,4}";
/** Not in the middle of a word, nor of a longer row of pairs. */
const START = String.raw`(?<![0-9A-Za-z])(?<![0-9A-Fa-f:]:)`;

/**
 * Every form in which an address stands in what hosts print. A number with dots behind it is one of five parts at most (tcpdump writes a port so): longer ones
 * are object identifiers. Rows of eight pairs are identifiers of cards, not IPv6.
 */
const FORMS = new RegExp(
  [
    String.raw`(?<![\w.])(?<arpa>${QUAD}(?:\.${QUAD}){3})(?=\.in-addr\.arpa)`,
    String.raw`(?<![A-Za-z])(?<name>ip|host|ec2|node|vm)-(?<dashed>${QUAD}(?:-${QUAD}){3})(?![\w]|-\d)`,
    String.raw`(?<![A-Za-z])(?<tunnel>vxlan|gre|geneve)-(?<hex>[0-9a-f]{8})(?![\w-])`,
    String.raw`${START}(?<mac>(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?![0-9A-Za-z]|[:-][0-9A-Fa-f])`,
    String.raw`${START}(?<pairs>(?:[0-9A-Fa-f]{2}:){6,40}[0-9A-Fa-f]{2})(?![0-9A-Za-z:])`,
    // nft writes a network in two parts.
    String.raw`(?<="addr": ?")(?<network>${V4}|[0-9A-Fa-f:]{2,39})(?=", ?"len": ?(?<length>\d{1,3})\b)`,
    String.raw`${START}(?<v6>(?:(?:${GROUP})?:){2,7}${V4}(?!\w)|(?:${GROUP}|:)(?::(?:${GROUP})?){1,8})(?:/(?<bits6>\d{1,3}))?(?![0-9A-Za-z:])`,
    String.raw`(?<![\w.])(?<v4>${V4})(?:/(?<bits4>\d{1,2}))?(?!\w|\.\d+\.\d)`,
    // /proc/net/tcp and its like, and /proc/net/route: words in the order of the machine's bytes.
    String.raw`(?<![0-9A-Za-z])(?<socket>[0-9A-F]{8}|[0-9A-F]{32})(?=:[0-9A-F]{4}\b)`,
    String.raw`(?<=^[^\t\n]{1,15}\t)(?<route>[0-9A-F]{8}\t[0-9A-F]{8})(?=\t[0-9A-F]{4}\t)`,
  ].join("|"),
  "gm",
);

/** The same text with every address as another one. Twice the same address is twice the same other. */
export function turnedText(text: string, turn: Turn): string {
  // What has neither has no address: most texts of a log.
  if (!/[.:\t-]/.test(text)) return text;
  return text.replace(FORMS, (whole: string, ...rest: unknown[]) => replaced(whole, rest.at(-1) as Found, turn));
}

type Found = Readonly<Partial<Record<string, string>>>;

function replaced(whole: string, found: Found, turn: Turn): string {
  const { arpa, name, dashed, tunnel, hex, mac, network, v6, v4, socket, route } = found;
  if (arpa !== undefined) return backwards(turn.v4(backwards(arpa)) ?? arpa);
  if (dashed !== undefined) return `${name ?? ""}-${(turn.v4(dashed.replaceAll("-", ".")) ?? dashed).replaceAll(".", "-")}`;
  if (hex !== undefined) return `${tunnel ?? ""}-${hexOf(turn.bytes4(bytesOf(hex)))}`;
  if (mac !== undefined) return turn.mac(mac) ?? whole;
  if (network !== undefined) return turn.v4(network, numberOf(found["length"])) ?? turn.v6(network, numberOf(found["length"])) ?? whole;
  if (v6 !== undefined) return turned6(whole, found, turn);
  if (v4 !== undefined) return withBits(turn.v4(v4, numberOf(found["bits4"])), found["bits4"]) ?? whole;
  if (socket !== undefined) return wordsOf(socket, turn);
  if (route !== undefined)
    return route
      .split("\t")
      .map((word) => wordsOf(word, turn))
      .join("\t");
  return whole;
}

/** tcpdump ends a sentence with a colon, and a time is no address. */
function turned6(whole: string, found: Found, turn: Turn): string {
  const { v6 = "", bits6 } = found;
  const end = v6.endsWith(":") && !v6.endsWith("::") ? ":" : "";
  const turned = turn.v6(end === "" ? v6 : v6.slice(0, -1), numberOf(bits6));
  return turned === null ? whole : `${withBits(turned, bits6) ?? ""}${end}`;
}

const backwards = (dotted: string): string => dotted.split(".").toReversed().join(".");
const numberOf = (bits: string | undefined): number | undefined => (bits === undefined ? undefined : Number(bits));
const withBits = (turned: string | null, bits: string | undefined): string | null =>
  turned === null || bits === undefined ? turned : `${turned}/${bits}`;
const bytesOf = (hex: string): readonly number[] => [...Buffer.from(hex, "hex")];
const hexOf = (bytes: readonly number[]): string => Buffer.from(bytes).toString("hex");

/** Words of four bytes, the last byte first, as every machine with an overlay network has them. */
function wordsOf(hex: string, turn: Turn): string {
  const swapped = (bytes: readonly number[]): readonly number[] => bytes.map((_, at) => bytes[(at & ~3) + 3 - (at & 3)] ?? 0);
  const bytes = swapped(bytesOf(hex));
  return hexOf(swapped(bytes.length === 4 ? turn.bytes4(bytes) : turn.bytes6(bytes))).toUpperCase();
}
