import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import { keyIn } from "./link.ts";
import { MOST } from "./script.ts";

export interface Cut<T> {
  readonly rows: readonly T[];
  readonly cut: boolean;
}

const TYPES = /^(?:unicast|local|broadcast|multicast|throw|unreachable|prohibit|blackhole|nat|anycast)$/;

/** Lines of `ip route`. Several ways of one route (nexthop lines) are one row: the first. */
export function routeRows(namespace: string, lines: readonly string[]): Cut<Row> {
  const rows = new Map<string, Row>();
  let family4 = 0;
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (line.startsWith("\t") || line.startsWith(" ") || words[0] === undefined || words[0] === "") continue;
    const type = TYPES.test(words[0]) ? words[0] : "unicast";
    const destination = type === words[0] ? (words[1] ?? "") : words[0];
    if (!destination.includes(":")) family4 += 1;
    const via = after(words, "via") ?? "none";
    const dev = after(words, "dev");
    const key = keyIn(namespace, `${destination}${dev === undefined ? "" : ` ${dev}`}${via === "none" ? "" : ` ${via}`}`);
    if (rows.has(key)) continue;
    rows.set(key, {
      key,
      namespace: namespace === "" ? "own" : namespace,
      destination,
      via,
      dev: dev === undefined ? "none" : keyIn(namespace, dev),
      source: after(words, "src") ?? "none",
      type,
      mtu: mtuIn(words) ?? unknown("the route sets none"),
    });
  }
  const all = [...rows.values()];
  return { rows: all, cut: family4 > MOST.routes || lines.length - family4 > MOST.routes };
}

/** Lines of `ip neigh`: "10.20.0.11 dev eth1 lladdr ce:65:a0:93:e4:1f STALE". */
export function neighbourRows(namespace: string, lines: readonly string[]): Cut<Row> {
  const rows = new Map<string, Row>();
  for (const line of lines.slice(0, MOST.neighbours)) {
    const words = line.trim().split(/\s+/);
    const dev = after(words, "dev");
    if (words[0] === undefined || dev === undefined) continue;
    const link = keyIn(namespace, dev);
    const key = `${words[0]} ${link}`;
    rows.set(key, { key, link, address: words[0], mac: after(words, "lladdr") ?? "none", state: words.at(-1) ?? "" });
  }
  return { rows: [...rows.values()], cut: lines.length > MOST.neighbours };
}

/** Where the kernel sends a packet to the target. `learnt`: the path's MTU is in its cache, from a Fragmentation Needed, and expires. */
export interface RouteTo {
  readonly dev: string | null;
  readonly via: string;
  readonly source: Value;
  readonly mtu: number | null;
  readonly learnt: boolean;
  readonly local: boolean;
  readonly why: string;
}

/** `ip route get`: "10.1.0.12 via 10.0.0.1 dev eth1 src 10.1.0.11 uid 0 \n    cache expires 553sec mtu 1400". */
export function routeTo(lines: readonly string[]): RouteTo {
  const words = lines.join(" ").trim().split(/\s+/);
  const dev = after(words, "dev") ?? null;
  const why = dev === null ? (lines[0] ?? "ip says nothing").replace(/^RTNETLINK answers: /, "") : "";
  return {
    dev,
    via: after(words, "via") ?? "none",
    source: after(words, "src") ?? unknown("the route names no source address"),
    mtu: mtuIn(words),
    learnt: words.includes("expires"),
    local: words[0] === "local",
    why,
  };
}

const after = (words: readonly string[], word: string): string | undefined => {
  const at = words.indexOf(word);
  const next = at < 0 ? undefined : words[at + 1];
  // `via inet6 fe80::1` names the family first.
  return next === "inet6" || next === "inet" ? words[at + 2] : next;
};

function mtuIn(words: readonly string[]): number | null {
  const next = after(words, "mtu");
  const value = next === "lock" ? words[words.indexOf("mtu") + 2] : next;
  return value !== undefined && /^\d{2,6}$/.test(value) ? Number(value) : null;
}
