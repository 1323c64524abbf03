import { isList, isObject, type Json } from "../json.ts";

type JsonObject = { readonly [key: string]: Json };

/** What a rule drops whatever else a packet is: it asks for nothing but this, the interface and the protocol. */
export interface BySize {
  /** Bytes of the largest packet that it lets pass. */
  readonly longest?: number;
  /** It drops the word that a packet was too large: ICMP's Destination Unreachable, of which that is a code, or ICMPv6's Packet Too Big. */
  readonly errors?: true;
}

const WHERE: ReadonlySet<string> = new Set(["iifname", "oifname", "iif", "oif", "nfproto", "protocol", "l4proto"]);
/** Code 4 of ICMP's type 3, as the tools call it. */
const FRAGMENTATION_NEEDED: ReadonlySet<Json> = new Set<Json>(["frag-needed", 4]);

/** Of a rule in nft's own words; empty where it asks for anything else. */
export function bySizeOf(expressions: readonly JsonObject[]): BySize {
  let found: BySize = {};
  for (const each of expressions) {
    const asked = each["match"];
    if (asked === undefined) {
      if ("limit" in each || "vmap" in each || "xt" in each) return {};
    } else {
      const one = isObject(asked) ? askedOf(asked) : null;
      if (one === null) return {};
      found = { ...found, ...one };
    }
  }
  return found;
}

/** Null: it asks for something that makes it another packet's rule. */
function askedOf({ op, left, right }: JsonObject): BySize | null {
  const meta = isObject(left) ? left["meta"] : undefined;
  const key = isObject(meta) ? meta["key"] : undefined;
  if (key === "length") return longestOf(op, right);
  if (typeof key === "string" && WHERE.has(key)) return op === "==" || op === "in" ? {} : null;
  const payload = isObject(left) ? left["payload"] : undefined;
  if (!isObject(payload)) return null;
  const { protocol, field } = payload;
  if (protocol === "ip" && field === "length") return longestOf(op, right);
  if (protocol === "icmp" && field === "type")
    return names(op, right, new Set<Json>(["destination-unreachable", 3])) ? { errors: true } : null;
  if (protocol === "icmpv6" && field === "type") return names(op, right, new Set<Json>(["packet-too-big", 2])) ? { errors: true } : null;
  if (protocol === "icmp" && field === "code") return names(op, right, FRAGMENTATION_NEEDED) ? {} : null;
  return null;
}

function longestOf(op: Json | undefined, right: Json | undefined): BySize | null {
  if (typeof right === "number") return op === ">" ? { longest: right } : op === ">=" ? { longest: right - 1 } : null;
  const range = isObject(right) ? right["range"] : undefined;
  if (!isList(range)) return null;
  const [low, high] = range;
  if (op === "==" && typeof low === "number" && typeof high === "number" && high >= 65_535) return { longest: low - 1 };
  return op === "!=" && low === 0 && typeof high === "number" ? { longest: high } : null;
}

function names(op: Json | undefined, right: Json | undefined, wanted: ReadonlySet<Json>): boolean {
  if (op !== "==" && op !== "in") return false;
  const set = isObject(right) ? right["set"] : undefined;
  return isList(set) ? set.some((each) => wanted.has(each)) : right !== undefined && wanted.has(right);
}

/** What stands in a rule of iptables and changes nothing about which sizes it drops. */
const PLAIN = [
  / -[io] \S+/,
  / -p (?:icmp|ipv6-icmp|icmpv6|tcp|udp)(?= |$)/,
  / -m (?:icmp|icmp6|length|comment)(?= |$)/g,
  / --comment (?:"[^"]*"|\S+)/,
  / -j \S+(?: --reject-with \S+)?$/,
];
const LENGTH = / --length (\d+):(?:65535)?(?= |$)/;
const ERRORS = / --icmp-type (?:3|3\/4|destination-unreachable|fragmentation-needed)(?= |$)| --icmpv6-type (?:2|packet-too-big)(?= |$)/;

/** The same of a rule as iptables-save writes it, behind the name of its chain. */
export function bySizeIn(text: string): BySize {
  const rule = ` ${text.trim()}`;
  if ([...PLAIN, LENGTH, ERRORS].reduce((rest, each) => rest.replace(each, ""), rule).trim() !== "") return {};
  const low = LENGTH.exec(rule)?.[1];
  return { ...(low === undefined ? {} : { longest: Number(low) - 1 }), ...(ERRORS.test(rule) ? { errors: true } : {}) };
}
