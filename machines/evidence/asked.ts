import type { Answered, BriefHost, CollectorSpec, Facts, Moment, Request, Test, Value } from "../contract/index.ts";
import { firstIn, hostsIn, instancesOf, type Instance } from "./instances.ts";

/** The id under which the reproduction stands beside the tests. */
export const REPRODUCTION = "reproduction";

/** A test, or the reproduction, as evidence needs it. */
export interface Source {
  readonly id: string;
  readonly collect: string;
  readonly when: Test["when"];
  readonly hosts: readonly BriefHost[];
  readonly spec: CollectorSpec | undefined;
  /** What people call it: the collector's title. */
  readonly title: string;
}

/** What one round's reproduction showed: the gate through which every value of that window has to pass. */
export interface Window {
  readonly round: number;
  /** Every comparison of the reproduction's proof held. Null: unknown. */
  readonly proven: boolean | null;
  /** At least one measure is present. Null: unknown. */
  readonly shown: boolean | null;
  /** Proven and shown: values of this window may be judged. */
  readonly counts: boolean;
  /** Why it does not count; empty when it does. */
  readonly reason: string;
  readonly observations: readonly string[];
  /** The reproduction, or what its measures need, has not come back yet. */
  readonly pending: boolean;
  readonly measures: ReadonlyMap<string, MeasureSeen>;
}

export interface MeasureSeen {
  readonly present: boolean | null;
  readonly missing: Value;
  readonly of: Value | null;
  /** Why it is not known whether it is present; null when it is. */
  readonly why: string | null;
}

/** The facts, indexed: which questions were asked, and what came back. */
export interface Asked {
  readonly facts: Facts;
  readonly sources: ReadonlyMap<string, Source>;
  readonly hosts: ReadonlyMap<string, BriefHost>;
  readonly instances: readonly Instance[];
  /** By `place`: the rounds in which this test was asked on this host, ascending. */
  readonly roundsOf: ReadonlyMap<string, readonly number[]>;
  readonly requests: ReadonlyMap<string, Request>;
  readonly answers: ReadonlyMap<string, Answered>;
  /** Filled by windowOf; one judgement asks for the same window many times. */
  readonly windows: Map<number, Window>;
}

export const place = (test: string, host: string): string => `${test} ${host}`;

/** Which reading of which round; its key is unique in the investigation. */
export interface Question {
  readonly round: number;
  readonly test: string;
  readonly host: string;
  readonly moment: Moment;
}

export const requestKey = ({ round, test, host, moment }: Question): string => `${round}.${test}.${host}.${moment}`;

export function askedOf(facts: Facts): Asked {
  const roundsOf = new Map<string, number[]>();
  const requests = new Map<string, Request>();
  for (const round of facts.rounds) {
    for (const request of round.requests) {
      requests.set(request.key, request);
      const at = place(request.test, request.host);
      const rounds = roundsOf.get(at);
      if (rounds === undefined) roundsOf.set(at, [round.number]);
      else if (rounds.at(-1) !== round.number) rounds.push(round.number);
    }
  }
  const answers = new Map<string, Answered>();
  for (const answer of facts.answers) if (!answers.has(answer.request.key)) answers.set(answer.request.key, answer);
  return {
    facts,
    roundsOf,
    requests,
    answers,
    sources: sourcesOf(facts),
    hosts: new Map(facts.brief.hosts.map((host) => [host.key, host])),
    instances: instancesOf(facts.runbook, facts.brief),
    windows: new Map(),
  };
}

function sourcesOf({ runbook, brief, catalogue }: Facts): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  const add = (source: Omit<Source, "spec" | "title">): void => {
    const spec = Object.hasOwn(catalogue, source.collect) ? catalogue[source.collect] : undefined;
    sources.set(source.id, { ...source, spec, title: spec?.title ?? source.collect });
  };
  for (const test of runbook.tests) add({ id: test.id, collect: test.collect, when: test.when, hosts: hostsIn(test.on, brief) });
  if (runbook.reproduction !== undefined) {
    const host = firstIn(runbook.reproduction.role, brief);
    add({ id: REPRODUCTION, collect: runbook.reproduction.collect, when: "during", hosts: host === undefined ? [] : [host] });
  }
  return sources;
}

/** The host that sends the probes; undefined without a reproduction or without a host in its role. */
export const reproductionHost = (asked: Asked): BriefHost | undefined => asked.sources.get(REPRODUCTION)?.hosts[0];
