/** What the kernel says about one packet's way: onward, to this host itself, or why not. */
export interface Answer {
  /** none: it goes. noRoute, unreachable, prohibit, invalid (a blackhole, or a packet that is not believed), reversePath, unclear. */
  readonly refusal: "none" | "noRoute" | "unreachable" | "prohibit" | "invalid" | "reversePath" | "unclear";
  readonly hop: string;
  readonly dev: string;
  readonly local: boolean;
  readonly said: string;
}

/** strerror(3) of ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EXDEV; old iproute2 prints "RTNETLINK answers: ", as new does. */
const REFUSALS: readonly (readonly [RegExp, Answer["refusal"]])[] = [
  [/Network is unreachable/, "noRoute"],
  [/No route to host/, "unreachable"],
  [/Permission denied/, "prohibit"],
  [/Invalid cross-device link/, "reversePath"],
  [/Invalid argument/, "invalid"],
];

/** "target 203.0.113.140 via 203.0.113.66 dev eth3 src 203.0.113.65 uid 0 \ cache", or "target RTNETLINK answers: Network is unreachable". */
export function answerOf(line: string): Answer {
  const said = line.slice(line.indexOf(" ") + 1).trim();
  const refused = REFUSALS.find(([pattern]) => pattern.test(said))?.[1];
  if (refused !== undefined) return { refusal: refused, hop: "", dev: "", local: false, said };
  const local = said.startsWith("local ");
  const dev = / dev (\S+)/.exec(` ${said}`)?.[1];
  if (dev === undefined) return { refusal: "unclear", hop: "", dev: "", local: false, said: said.slice(0, 80) };
  const hop = / via (?:inet6? )?([0-9a-f.:]+)/.exec(said)?.[1] ?? "";
  return { refusal: /^(?:unreachable|blackhole|prohibit) /.test(said) ? "invalid" : "none", hop, dev, local, said };
}

export interface Neighbour {
  readonly key: string;
  readonly state: string;
  readonly mac: string;
}

/** "192.0.2.1 dev eth1 lladdr 06:ad:22:8c:88:58 REACHABLE", "192.0.2.99 dev eth1 FAILED". */
export function neighboursIn(lines: readonly string[]): readonly Neighbour[] {
  return lines.flatMap((line) => {
    const found = /^(\S+) dev (\S+)(?: lladdr (\S+))?(?: .*)? ([A-Z]+)$/.exec(line.trimEnd());
    if (found === null) return [];
    const [, address = "", dev = "", mac = "", state = ""] = found;
    return [{ key: `${address} on ${dev}`, state, mac }];
  });
}
