import type { Choice, Moment, Phase, Request, Round, Test } from "../contract/index.ts";
import { candidatesOf, leadOf, reproductionLead, type Lead } from "../choose.ts";
import { REPRODUCTION, reproductionHost, requestKey, type Asked } from "../evidence/asked.ts";
import type { Weighing } from "../judge.ts";
import { argsOf } from "./args.ts";
import { isAskable, isImpossible } from "./askable.ts";
import { sourcesOf } from "./sources.ts";
import { coupledTo, isUseful, measureTests } from "./useful.ts";
import { stakesOf } from "./worth.ts";

/** The round that measures the symptom: the probe, the tests of its phase, and every cheap passive counter around it. */
export function reproduceRound(weighing: Weighing): Round | null {
  const riders = membersOf(weighing, { phase: "reproduce", windowed: true, leads: [] });
  const best = candidatesOf(weighing).find(({ test }) => test.phase === "reproduce");
  const lead = best === undefined ? reproductionLead(weighing, riders) : leadOf(weighing, best);
  return roundOf(weighing, lead, { members: riders, reproduction: true });
}

/** The next round around the best test; null when nothing is worth asking. */
export function nextRound(weighing: Weighing): Round | null {
  const [best] = candidatesOf(weighing);
  if (best === undefined) return null;
  const lead = leadOf(weighing, best);
  if (best.test.ask !== undefined) return askRound(weighing, best.test, lead);
  const alone = membersOf(weighing, { phase: lead.phase, windowed: false, leads: [lead.test] });
  const windowed = [...alone].some((test) => weighing.asked.sources.get(test)?.when !== "once");
  const members = windowed ? membersOf(weighing, { phase: lead.phase, windowed: true, leads: [lead.test] }) : alone;
  return roundOf(weighing, lead, { members, reproduction: windowed && weighing.asked.facts.runbook.reproduction !== undefined });
}

/** One question to a person, about one host: nothing rides along, and no window is opened for it. */
function askRound(weighing: Weighing, test: Test, lead: Lead): Round | null {
  const round = roundOf(weighing, lead, { members: new Set([test.id]), reproduction: false });
  const about = new Set(stakesOf(weighing).flatMap((stake) => (stake.test === test.id ? [stake.host] : [])));
  const [request] = round?.requests.filter(({ host }) => about.has(host)) ?? [];
  return round === null || request === undefined ? null : { ...round, requests: [request] };
}

interface Wanted {
  readonly phase: Phase;
  readonly windowed: boolean;
  readonly leads: readonly string[];
}

/** The tests of a round: those of its phase; with a window also every passive counter, and what is only comparable within one window. */
function membersOf(weighing: Weighing, { phase, windowed, leads }: Wanted): ReadonlySet<string> {
  const { asked } = weighing;
  const { tests } = asked.facts.runbook;
  const stakes = stakesOf(weighing);
  const shares = (test: Test): boolean => windowed && test.when === "around" && asked.sources.get(test.id)?.spec?.risk === "R0";
  const free = tests.filter((test) => test.ask === undefined && (test.phase === phase || shares(test)) && isUseful(weighing, test, stakes));
  const members = new Set([...leads, ...free.map(({ id }) => id), ...measureTests(asked, windowed)]);
  if (windowed) for (const id of coupledTo(asked, members)) members.add(id);
  for (const id of sourcesOf(asked, members, windowed)) members.add(id);
  return members;
}

export function roundOf(
  weighing: Weighing,
  lead: Lead,
  { members, reproduction }: { readonly members: ReadonlySet<string>; readonly reproduction: boolean },
): Round | null {
  const { asked } = weighing;
  const number = (asked.facts.rounds.at(-1)?.number ?? 0) + 1;
  const tests = asked.facts.runbook.tests.filter(({ id }) => members.has(id));
  const requests = tests.flatMap((test) => requestsFor(asked, test, number));
  const probe = reproduction ? probeRequest(asked, number) : [];
  if (requests.length + probe.length === 0) return null;
  return { number, phase: lead.phase, reproduction, choice: choiceOf(weighing, lead, members), requests: inOrder([...requests, ...probe]) };
}

function choiceOf(weighing: Weighing, lead: Lead, members: ReadonlySet<string>): Choice {
  const riders = weighing.asked.facts.runbook.tests.map(({ id }) => id).filter((id) => members.has(id) && id !== lead.test);
  const next = candidatesOf(weighing).find(({ test }) => test.id !== lead.test && !members.has(test.id));
  const instead = next === undefined ? {} : { instead: { test: next.test.id, pairsSplit: next.pairsSplit, costSeconds: next.costSeconds } };
  return { ...lead.choice, ...instead, riders };
}

export function requestsFor(asked: Asked, test: Test, round: number): readonly Request[] {
  const { runbook, brief, unreached } = asked.facts;
  const hosts = (asked.sources.get(test.id)?.hosts ?? []).filter(({ key }) => unreached[key] === undefined);
  // A window is shared: what is compared across hosts has to be read on all of them again, except where it is impossible.
  const wanted = hosts.filter(({ key }) => (test.when === "once" ? isAskable(asked, test.id, key) : !isImpossible(asked, test.id, key)));
  const moments: readonly Moment[] = test.when === "around" ? ["before", "after"] : [test.when];
  const args = argsOf(test.args, runbook, brief);
  return wanted.flatMap((host) =>
    moments.map((moment) => ({
      key: requestKey({ round, test: test.id, host: host.key, moment }),
      test: test.id,
      collector: test.collect,
      host: host.key,
      moment,
      args,
    })),
  );
}

export function probeRequest(asked: Asked, round: number): readonly Request[] {
  const host = reproductionHost(asked);
  const { reproduction } = asked.facts.runbook;
  if (host === undefined || reproduction === undefined) return [];
  const { runbook, brief } = asked.facts;
  const slower = brief.watchSeconds === undefined ? {} : reproduction.watchArgs;
  const args = argsOf({ ...reproduction.args, ...slower }, runbook, brief);
  const key = requestKey({ round, test: REPRODUCTION, host: host.key, moment: "during" });
  return [{ key, test: REPRODUCTION, collector: reproduction.collect, host: host.key, moment: "during", args }];
}

const ORDER: readonly Moment[] = ["once", "before", "during", "after"];
export const inOrder = (requests: readonly Request[]): readonly Request[] =>
  requests.toSorted((a, b) => ORDER.indexOf(a.moment) - ORDER.indexOf(b.moment));
