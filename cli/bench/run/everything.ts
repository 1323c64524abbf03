import { randomUUID } from "node:crypto";
import type { Brief, Moment, Request, Round, Runbook } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { hostsIn } from "#machines/evidence/instances.ts";
import { REPRODUCTION, requestKey } from "#machines/evidence/asked.ts";
import { argsOf } from "#machines/plan/args.ts";
import { project, referencesOf } from "#machines/plan/project.ts";
import type { Field } from "#server/compose/field.ts";
import { collectRound } from "#server/investigate/collect-round.ts";
import { openLog } from "#server/investigate/log.ts";
import { reach, report } from "#server/investigate/reach.ts";
import { localActor } from "#server/door/session.ts";
import type { Collected, Took } from "../baselines/collected.ts";

/** Asks everything that a runbook can ask, of every host, in one window: through the same collectors, sessions and parsers. */
export async function collectEverything(field: Field, runbook: Runbook, brief: Brief): Promise<Collected> {
  const { bench } = field;
  const id = bench.newId();
  const lease = randomUUID();
  const signal = new AbortController().signal;
  const hostNames = brief.hosts.map(({ name }) => name);
  const actor = localActor("cli");
  await bench.journal.create({ id, title: "everything", runbook, hostNames, practice: false, actor });
  await bench.journal.lease(id, lease, 3_600_000);
  const log = await openLog(bench.journal, id, lease);
  await log.append([{ type: "started", title: "everything", runbook, brief, practice: false }]);
  const reached = await Promise.all(brief.hosts.map((host) => reach(bench, host, { events: log.events(), signal, who: actor })));
  await log.append(await Promise.all(reached.map((one) => report(bench, one, { signal, practice: false }))));
  const round = everyRequest(runbook, brief);
  const since = performance.now();
  await log.append([{ type: "roundPlanned", round }]);
  const hosts = new Map(reached.map((one) => [one.host.key, one]));
  await collectRound({ bench, log, round, attempt: 1, hosts, signal, answered: new Set() });
  const durationMs = performance.now() - since;
  const facts = factsOf(log.events(), bench.catalogue);
  const references = referencesOf(runbook);
  return {
    brief,
    unreached: facts.unreached,
    elsewhere: facts.elsewhere ?? {},
    round,
    answers: facts.answers.map((answer) =>
      "reading" in answer ? { ...answer, reading: project(answer.reading, answer.request.test, references) } : answer,
    ),
    took: Object.fromEntries(log.events().flatMap(tookOf)),
    durationMs: Math.round(durationMs),
  };
}

function tookOf(event: InvestigationEvent): readonly (readonly [string, Took])[] {
  if ((event.type !== "observed" && event.type !== "unavailable") || event.facts === undefined) return [];
  const { stdoutBytes, stderrBytes, durationMs } = event.facts;
  return [[event.request, { bytes: stdoutBytes + stderrBytes, durationMs: Math.round(durationMs) }]];
}

function everyRequest(runbook: Runbook, brief: Brief): Round {
  const { reproduction } = runbook;
  const request = (test: string, collector: string, at: { readonly host: string; readonly moment: Moment }): Omit<Request, "args"> => ({
    key: requestKey({ round: 1, test, ...at }),
    test,
    collector,
    ...at,
  });
  const tests = runbook.tests.flatMap((test) =>
    hostsIn(test.on, brief).flatMap(({ key: host }) =>
      (test.when === "around" ? (["before", "after"] as const) : [test.when]).map((moment) => ({
        ...request(test.id, test.collect, { host, moment }),
        args: argsOf(test.args, runbook, brief),
      })),
    ),
  );
  const probes = (reproduction === undefined ? [] : hostsIn([reproduction.role], brief).slice(0, 1)).map(({ key: host }) => ({
    ...request(REPRODUCTION, reproduction?.collect ?? "", { host, moment: "during" }),
    args: argsOf(reproduction?.args, runbook, brief),
  }));
  const choice = {
    test: REPRODUCTION,
    risk: "R2",
    costSeconds: 0,
    pairsSplit: 0,
    pairsOpen: 0,
    riders: runbook.tests.map(({ id }) => id),
  } as const;
  return { number: 1, phase: "reproduce", choice, reproduction: probes.length > 0, requests: [...tests, ...probes] };
}
