import { interventions } from "#interventions";
import type { Facts, Failure, Request, Round, Verdict } from "#machines/contract/index.ts";
import { REPRODUCTION } from "#machines/evidence/asked.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { intendedFor, targetValue, type Intended } from "#machines/confirm/proposal.ts";
import { isProvable } from "#machines/confirm/outcome.ts";
import { windowFor } from "#machines/confirm/window.ts";
import { changesIn } from "#machines/confirm/state.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { Scene } from "../investigate/scene.ts";
import { commandLine } from "../ssh/wrap.ts";
import { recordingAt } from "../practice/address.ts";
import type { Session } from "../ssh/transport.ts";
import { readValue } from "./hold.ts";
import { commandsFor, peopleFor } from "./words.ts";

/**
 * Reads what would be changed and proposes it, for each named cause that has a reversible change. What cannot be read is not proposed, nor what could prove
 * nothing: the windows have to show the symptom that should go away, and a count of the mechanism. A recording can be read and not changed: whoever
 * approved it would be left with a change that nobody can prove to be undone.
 */
export async function propose(scene: Scene, verdict: Verdict, connect: (host: string) => Promise<Session | Failure>): Promise<void> {
  const { bench, log, signal } = scene;
  const facts = factsOf(log.events(), bench.catalogue);
  const intended = intendedFor(facts, verdict).filter(
    (one) =>
      isProvable(facts, one) &&
      facts.brief.hosts.every(({ key, address }) => key !== one.host || recordingAt(address) === undefined) &&
      changesIn(log.events()).every(({ proposal }) => proposal.instance !== one.cause.instance),
  );
  for (const one of intended) {
    // Two causes may come down to one change: it would prove either, and neither from the other.
    if (changesIn(log.events()).some(({ proposal }) => isSame(proposal, one))) continue;
    const session = await connect(one.host);
    const proposal = "kind" in session ? null : await proposalFor(scene, session, one);
    if (signal.aborted) return;
    if (proposal !== null) await log.append([{ type: "changeProposed", proposal }]);
  }
}

const isSame = ({ change, host, args }: Proposal, one: Intended): boolean =>
  change === one.intervention.change && host === one.host && JSON.stringify(args) === JSON.stringify(one.args);

async function proposalFor({ bench, log, signal }: Scene, session: Session, intended: Intended): Promise<Proposal | null> {
  const facts = factsOf(log.events(), bench.catalogue);
  const { args, cause, intervention } = intended;
  const spec = Object.hasOwn(interventions, intervention.change) ? interventions[intervention.change] : undefined;
  const host = facts.brief.hosts.find(({ key }) => key === intended.host);
  if (spec === undefined || host === undefined) return null;
  const before = await readValue({ session, signal }, { spec, host, args });
  if (typeof before !== "string") return null;
  const after = targetValue(facts, intended, before);
  const commands = after === null ? null : commandsFor(spec, { args, before, after });
  if (after === null || commands === null || "kind" in commands) return null;
  const shown = (argv: readonly string[]): string =>
    commandLine(
      {
        key: "change",
        argv,
        privilege: "sudo",
        deadlineMs: 0,
        maxBytes: 0,
        ...(spec.scope === "netns" && host.netns !== undefined ? { netns: host.netns } : {}),
      },
      null,
    );
  const id = `c${changesIn(log.events()).length + 1}`;
  return {
    ...{ id, hypothesis: cause.id, instance: cause.instance, host: host.key, change: spec.id, title: spec.title, args, before, after },
    ...{ unit: spec.unit, commandLine: shown(commands.write), undoLine: shown(commands.undo), risk: spec.risk, effects: spec.effects },
    people: peopleFor(spec),
    seconds: secondsFor(log.events(), facts, windowFor(facts, intended, { id, stage: "with" })) + (intervention.settleSeconds ?? 0),
  };
}

/**
 * As long as the last window's probe took, and longer by as many more probes as are sent; half as long again because busy hosts are slow, and half a minute
 * for everything around it.
 */
function secondsFor(events: readonly InvestigationEvent[], { rounds, runbook }: Facts, round: Round): number {
  const probesOf = (one: Round): readonly Request[] => one.requests.filter(({ test }) => test === REPRODUCTION);
  const last = events.findLast(
    (event) =>
      event.type === "observed" && rounds.flatMap(probesOf).some(({ key }) => key === event.request) && event.facts.derived !== true,
  );
  const asked = rounds.flatMap(probesOf).find(({ key }) => last?.type === "observed" && key === last.request);
  const count = (request: Request | undefined): number => Number(request?.args[runbook.reproduction?.countArg ?? "count"]);
  const more = Math.max(1, count(probesOf(round)[0]) / count(asked) || 1);
  const seconds = (last?.type === "observed" ? last.facts.durationMs : 30_000) / 1000;
  return Math.min(900, Math.max(60, Math.round(seconds * more * 1.5 + 30)));
}
