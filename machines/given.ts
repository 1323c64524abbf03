import type { Catalogue, Facts, Given, Request, Source } from "./contract/index.ts";

type Known = Pick<Facts, "brief" | "runbook" | "catalogue" | "answers" | "recalled" | "added"> & Partial<Pick<Facts, "rounds">>;

/** What a derivation works from: the newest answer of each source test on each host at each moment, and nothing of a broken window. */
export function givenFor(known: Known, request: Request): Given {
  const { brief, runbook, catalogue, answers, recalled = [] } = known;
  const from = catalogue[request.collector]?.from ?? [];
  const newest = new Map<string, Source>();
  for (const answered of answers) {
    const { test, host: key, moment, collector, args } = answered.request;
    const host = brief.hosts.find((each) => each.key === key);
    if (host === undefined || !from.includes(collector)) continue;
    const answer = "reading" in answered ? answered.reading : answered.failure;
    newest.set(`${test} ${key} ${moment}`, { collector, test, host, moment, args, answer });
  }
  const host = brief.hosts.find((each) => each.key === request.host);
  if (host === undefined) throw new TypeError(`no host ${request.host} in this investigation`);
  const inputs = Object.fromEntries(
    Object.entries(runbook.inputs).flatMap(([name, spec]) => {
      const value = brief.inputs[name] ?? spec.default;
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
  const wanted = catalogue[request.collector]?.recalls ?? [];
  const earlier = recalled.flatMap(({ collector, host: key, at, reading }): readonly Source[] =>
    key === host.key && wanted.includes(collector)
      ? [{ collector, test: collector, host, moment: "once", args: {}, answer: reading, earlier: { at } }]
      : [],
  );
  return { host, hosts: hostsFor(known, request), inputs, args: request.args, sources: [...newest.values(), ...earlier] };
}

/** Those that took part when this was asked: a host that was added meanwhile is not one that gave nothing. */
function hostsFor({ brief, added = [], rounds = [] }: Known, { key }: Request): Given["hosts"] {
  if (added.length === 0) return brief.hosts;
  const at = rounds.findIndex(({ requests }) => requests.some((each) => each.key === key));
  const before = at === -1 ? rounds : rounds.slice(0, at + 1);
  const took = new Set(before.flatMap(({ requests }) => requests.map(({ host }) => host)));
  return brief.hosts.filter((host) => took.has(host.key) || !added.includes(host.key));
}

/** How many readings stand between a collector and the host: 0 for a command, 1 for what is worked out from commands, and so on. */
export function depthOf(collector: string, catalogue: Catalogue): number {
  const from = Object.hasOwn(catalogue, collector) ? catalogue[collector]?.from : undefined;
  return from === undefined ? 0 : 1 + Math.max(0, ...from.filter((each) => each !== collector).map((each) => depthOf(each, catalogue)));
}
