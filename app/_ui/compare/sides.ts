import type { Catalogue, Evidence, EvidenceState, Judgement, Runbook, Value } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { evidenceLine, lineNames } from "#machines/journal/evidence-line.ts";
import type { HostFacts, InvestigationEvent } from "#machines/journal/event.ts";
import { formatValue } from "#machines/explain/number.ts";
import { placed } from "#machines/explain/sight.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";

/** One of two investigations, as far as the other one can be held against it. */
export interface Side {
  readonly runbook: Runbook;
  readonly judgement: Judgement;
  /** By role: all hosts of each. */
  readonly hosts: ReadonlyMap<string, readonly SideHost[]>;
  /** By hypothesis, test, role and claim; of a hypothesis that counts on several hosts, where it came to most. */
  readonly evidence: ReadonlyMap<string, Seen>;
  /** Fields of readings that were taken once, by role, collector and field; of several hosts, each value they have. */
  readonly settings: ReadonlyMap<string, string>;
}

export interface SideHost {
  readonly key: string;
  readonly name: string;
  readonly facts: HostFacts | null;
}

export interface Seen {
  readonly hypothesis: string;
  readonly test: string;
  readonly role: string;
  readonly predicted: string;
  readonly state: EvidenceState;
  readonly saw: string;
  readonly sight: string;
  readonly seq: number | null;
}

export function sideOf(events: readonly InvestigationEvent[], catalogue: Catalogue): Side | null {
  const [first] = events;
  if (first?.type !== "started") return null;
  const judgement = judge(factsOf(events, catalogue));
  const named = hostsOf(events);
  const roles = new Map(named.map(({ key, role }) => [key, role]));
  const hosts = new Map<string, readonly SideHost[]>();
  for (const { key, role, name } of named) {
    const reached = events.findLast((event) => event.type === "hostReached" && event.facts.host === key);
    hosts.set(role, [...(hosts.get(role) ?? []), { key, name, facts: reached?.type === "hostReached" ? reached.facts : null }]);
  }
  const names = lineNames(events, { standings: judgement.standings, catalogue });
  const evidence = new Map<string, Seen>();
  const best = bestOf(judgement.standings);
  // What stands later counts, and so does what is of the host that the standing shown is of.
  const last = (one: Evidence): number => Number(best.get(one.hypothesis)?.instance === one.instance);
  for (const one of judgement.evidence.toSorted((x, y) => last(x) - last(y))) {
    const { hypothesis, test, host, hostName, predicted, state, saw, sight, seq } = evidenceLine(one, names);
    const role = roles.get(host) ?? host;
    // What was tested again counts as it was seen last.
    evidence.set(`${hypothesis} ${test} ${role} ${JSON.stringify(one.claim)}`, {
      hypothesis,
      test,
      role,
      predicted,
      state,
      saw,
      sight: placed(sight, [hostName]).sight,
      seq,
    });
  }
  return { runbook: first.runbook, judgement, hosts, evidence, settings: settingsOf(events, roles) };
}

const WEIGHT = { supported: 0, open: 1, refuted: 2 } as const;

/** Hosts have other names here and there: a hypothesis counts by the best it came to. */
export function bestOf(standings: Judgement["standings"]): ReadonlyMap<string, Judgement["standings"][number]> {
  const best = new Map<string, Judgement["standings"][number]>();
  for (const one of standings) {
    const known = best.get(one.hypothesis);
    if (known === undefined || WEIGHT[one.standing] < WEIGHT[known.standing]) best.set(one.hypothesis, one);
  }
  return best;
}

function settingsOf(events: readonly InvestigationEvent[], roles: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const requests = new Map(
    events.flatMap((event) =>
      event.type === "roundPlanned" && event.round.change === undefined ? event.round.requests.map((one) => [one.key, one] as const) : [],
    ),
  );
  const found = new Map<string, Map<string, string>>();
  for (const event of events) {
    const request = event.type === "observed" ? requests.get(event.request) : undefined;
    if (event.type !== "observed" || request?.moment !== "once") continue;
    const at = `${roles.get(request.host) ?? request.host} ${request.collector}`;
    for (const [field, value] of Object.entries(event.reading.fields)) {
      const of = `${at} ${field}`;
      found.set(of, (found.get(of) ?? new Map<string, string>()).set(request.host, said(value)));
    }
  }
  return new Map([...found].map(([of, values]) => [of, [...new Set(values.values())].toSorted().join(" and ")]));
}

const said = (value: Value): string => (isUnknown(value) ? "unknown" : formatValue(value));

export interface Differing<T> {
  readonly key: string;
  readonly a: T | null;
  readonly b: T | null;
}

/** What both have and is not the same; with `lone`, also what only one of them has. */
export function differing<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  by: { readonly say: (one: T) => string; readonly lone?: boolean },
): readonly Differing<T>[] {
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key): readonly Differing<T>[] => {
    const [one, other] = [a.get(key), b.get(key)];
    if (one === undefined || other === undefined) return by.lone === true ? [{ key, a: one ?? null, b: other ?? null }] : [];
    return by.say(one) === by.say(other) ? [] : [{ key, a: one, b: other }];
  });
}
