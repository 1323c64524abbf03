import type { Catalogue, Evidence, Value } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { changeChecks } from "#machines/journal/change-checks.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { countCommands } from "#machines/journal/select.ts";
import { judge } from "#machines/judge.ts";
import { explainFailure } from "#machines/explain/failure.ts";

/** The one JSON object that `--json` prints: the contract scripts rely on. */
export function report(events: readonly InvestigationEvent[], catalogue: Catalogue): object {
  const started = events[0];
  if (started?.type !== "started") throw new TypeError("the log does not begin with started");
  const concluded = events.findLast((event) => event.type === "concluded");
  const verdict = concluded?.type === "concluded" ? concluded.verdict : null;
  const standings = verdict?.standings ?? judge(factsOf(events, catalogue)).standings;
  const answered = events.flatMap((event) =>
    (event.type === "observed" || event.type === "unavailable") &&
    event.facts !== undefined &&
    event.facts.derived !== true &&
    event.facts.from === undefined
      ? [{ ...event, facts: event.facts }]
      : [],
  );
  const ran = answered.map(({ facts }) => facts);
  const hosts = hostsOf(events);
  const nameOf = (key: string | undefined): string | undefined => hosts.find((host) => host.key === key)?.name;
  return {
    investigation: started.title,
    runbook: started.runbook.id,
    version: started.runbook.version,
    verdict:
      verdict === null
        ? { kind: "undetermined", causes: [], say: "It was stopped before it came to a verdict." }
        : {
            kind: verdict.kind,
            say: verdict.say,
            causes: verdict.causes.map(({ id, certainty, because, object }) => ({ id, certainty, because, object })),
            contributing: verdict.contributing.map(({ id, certainty, object }) => ({ id, certainty, object })),
            ...(verdict.triggers === undefined ? {} : { triggers: verdict.triggers }),
            ...(verdict.remains === undefined ? {} : { remains: verdict.remains }),
            ...(verdict.hides === undefined ? {} : { hides: verdict.hides }),
            symptom: verdict.symptom,
            wouldDecide: verdict.wouldDecide,
          },
    hypotheses: standings.map((one) => ({
      id: one.hypothesis,
      ...(one.host === undefined ? {} : { host: one.host, hostName: nameOf(one.host) }),
      standing: one.standing,
      ...(one.explainedAway === true ? { explainedAway: true } : {}),
      ...(one.hiddenBy === undefined ? {} : { hiddenBy: one.hiddenBy }),
      ...(one.accountsFor === undefined ? {} : { accountsFor: one.accountsFor }),
      evidence: one.evidence.map(evidenceLine),
    })),
    unknown: [...(verdict?.missing ?? []), ...unreached(events)],
    commands: countCommands(answered, events),
    readings: ran.length,
    probesSent: probesSent(events),
    bytes: ran.reduce((sum, { stdoutBytes, stderrBytes }) => sum + stdoutBytes + stderrBytes, 0),
    durationMs: Date.parse(events.at(-1)?.at ?? started.at) - Date.parse(started.at),
    changed: [
      ...events.flatMap((event) =>
        event.type === "ledger" ? event.checks.filter(({ same }) => same === false).map((check) => ({ host: event.host, ...check })) : [],
      ),
      // Also what is not proven to be undone.
      ...hosts.flatMap(({ key }) => changeChecks(events, key).flatMap((check) => (check.same === true ? [] : [{ host: key, ...check }]))),
    ],
  };
}

function evidenceLine({ test, host, round, claim, state, saw, against, reason }: Evidence): object {
  const plain = (value: Value): unknown => (typeof value === "object" ? null : value);
  return {
    test,
    host,
    round,
    field: claim.field,
    is: claim.is,
    strength: claim.strength,
    state,
    saw: plain(saw),
    against: plain(against),
    ...(reason === undefined ? {} : { reason }),
  };
}

function unreached(events: readonly InvestigationEvent[]): object[] {
  return events.flatMap((event) => {
    if (event.type !== "hostFailed") return [];
    const { what, todo } = explainFailure(event.failure, { host: event.host, what: "the connection" });
    return [{ test: "connection", host: event.host, reason: what, todo, decides: [] }];
  });
}

function probesSent(events: readonly InvestigationEvent[]): number {
  return events.reduce((sum, event) => {
    if (event.type !== "observed" || !event.request.includes(".reproduction.")) return sum;
    const { sent } = event.reading.fields;
    return sum + (typeof sent === "number" ? sent : 0);
  }, 0);
}
