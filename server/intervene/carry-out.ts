import { interventions } from "#interventions";
import type { Failure, Verdict } from "#machines/contract/index.ts";
import { withConfirmed } from "#machines/confirm/confirmed.ts";
import { compareWindows } from "#machines/confirm/outcome.ts";
import { intendedFor, type Intended } from "#machines/confirm/proposal.ts";
import { changesIn, openChanges, type ChangeState } from "#machines/confirm/state.ts";
import { windowFor } from "#machines/confirm/window.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { collectRound } from "../investigate/collect-round.ts";
import { pause } from "../investigate/pause.ts";
import type { Scene } from "../investigate/scene.ts";
import type { Session } from "../ssh/transport.ts";
import { apply, keep, look, newToken, revert, type Change } from "./hold.ts";

export type Connect = (host: string) => Promise<Session | Failure>;

/** The ways to a host, by what they are for. */
export interface Ways {
  /** For Culprit itself, whoever may do what there: undoing waits for no grant. */
  readonly connect: Connect;
  /** As this, over a connection that nobody else uses and that ends with its session. */
  readonly alone: Connect;
  /** For whoever the investigation works for: what it may not send is not sent. */
  readonly admit: Connect;
}

/** How often a host that cannot be reached is tried again until its own revert is over, and how long beyond that. */
const TRY_AGAIN_MS = 5_000;
const BEYOND_MS = 60_000;

/**
 * Takes every change as far as it goes without a person: makes what was approved, measures, undoes it, proves that, and compares. Can be killed at any moment
 * and called again: what was begun is undone first, before anything else happens.
 */
export async function carryOut(scene: Scene, ways: Ways): Promise<void> {
  for (const { proposal } of changesIn(scene.log.events())) {
    for (let before = ""; ;) {
      const state = changesIn(scene.log.events()).find((one) => one.proposal.id === proposal.id);
      if (state === undefined || scene.signal.aborted) return;
      const step = `${state.next} ${JSON.stringify(state.undone)} ${scene.log.events().length}`;
      // A step that changed nothing is not tried again here: a person or the next start does.
      if (state.next === "approval" || state.next === "nothing" || step === before) break;
      // One at a time: while one may be on a host, no other is made.
      if ((state.next === "carryOut" || state.next === "keep") && openChanges(scene.log.events()).length > 0) break;
      before = step;
      await take(scene, state, ways);
    }
  }
}

async function take(scene: Scene, state: ChangeState, ways: Ways): Promise<void> {
  switch (state.next) {
    case "carryOut":
      return make(scene, state, ways);
    case "undo":
      return undo(scene, state, ways);
    case "compare":
      return compare(scene, state, ways);
    case "keep":
      return keepIt(scene, state, ways);
    default:
      return;
  }
}

/** Made, and measured with it. The log says that it begins before the host is touched. */
async function make(scene: Scene, state: ChangeState, ways: Ways): Promise<void> {
  const { log, bench, signal } = scene;
  const { proposal } = state;
  const session = await ways.connect(proposal.host);
  if ("kind" in session)
    return log.append([{ type: "changeDeclined", id: proposal.id, reason: `The host could not be reached: ${session.kind}.` }]);
  const token = newToken();
  const until = new Date(bench.now().getTime() + proposal.seconds * 1000).toISOString();
  // Somebody may have declined it while the host was being reached: then nothing is begun, and it is looked at again.
  if (!(await log.appendUnmoved([{ type: "changeBegun", id: proposal.id, token, until }]))) return;
  const alone = () => ways.alone(proposal.host);
  const applied = await apply({ session, signal, alone }, changeOf(scene, state, token), proposal.seconds);
  if (!applied.done) return log.append([{ type: "changeFailed", id: proposal.id, failure: applied.why }]);
  await log.append([{ type: "changeMade", id: proposal.id, value: applied.value }]);
  await measure(scene, state, { stage: "with", admit: ways.admit });
}

/** Until it is proven, or the host's own revert must long be over. */
async function undo(scene: Scene, state: ChangeState, { connect }: Ways): Promise<void> {
  const { log, bench, signal } = scene;
  const { proposal, begun } = state;
  const change = changeOf(scene, state, begun?.token ?? "");
  const deadline = Date.parse(begun?.until ?? "") + BEYOND_MS;
  for (let told = false; ;) {
    const session = await connect(proposal.host);
    const seen = "kind" in session ? session : await look({ session, signal }, change);
    const reverted =
      "kind" in session ? ({ proven: false, value: null, why: session } as const) : await revert({ session, signal }, change);
    if (reverted.proven) {
      const by = "kind" in seen || seen.value !== proposal.before || !state.made ? "culprit" : seen.armed ? "other" : "host";
      return log.append([{ type: "changeUndone", id: proposal.id, by, value: reverted.value }]);
    }
    // Said once, in red, as soon as it is so.
    if (!told && state.undone === null)
      await log.append([{ type: "changeStuck", id: proposal.id, value: reverted.value, failure: reverted.why }]);
    told = true;
    if (signal.aborted || bench.now().getTime() > deadline) return;
    await pause(TRY_AGAIN_MS, signal);
    if (signal.aborted) return;
  }
}

/** Measured again without it, and compared; a cause that is confirmed by this is named so. */
async function compare(scene: Scene, state: ChangeState, ways: Ways): Promise<void> {
  const { log, bench, signal } = scene;
  const intended = intendedOf(scene, state);
  const trouble = troubleOf(state);
  if (trouble === null && intended !== null) await measure(scene, state, { stage: "after", admit: ways.admit });
  if (signal.aborted || intended === null) return;
  const facts = factsOf(log.events(), bench.catalogue, "all");
  const compared = compareWindows(facts, intended, { id: state.proposal.id, trouble });
  const judged: EventBody = { type: "changeJudged", id: state.proposal.id, compared };
  const verdict = verdictIn(scene);
  if (compared.outcome !== "confirmed" || verdict === null) return log.append([judged]);
  await log.append([judged, { type: "concluded", verdict: withConfirmed(verdict, state.proposal.instance) }]);
}

function troubleOf({ failed, made, undone }: ChangeState): string | null {
  if (failed !== null || !made) return "the change could not be made";
  if (undone?.proven !== true || undone.by === "culprit") return null;
  return undone.by === "host"
    ? "the host undid the change by itself before the measurement was over"
    : "somebody else set it back before the measurement was over";
}

/** Made again as it was measured; the host's own revert ends only after a fresh connection has proven that the host is still reached. */
async function keepIt(scene: Scene, state: ChangeState, ways: Ways): Promise<void> {
  const { log, bench, signal } = scene;
  const { proposal } = state;
  const alone = () => ways.alone(proposal.host);
  const session = await ways.connect(proposal.host);
  if ("kind" in session) return;
  const token = newToken();
  const until = new Date(bench.now().getTime() + 120_000).toISOString();
  await log.append([{ type: "changeBegun", id: proposal.id, token, until }]);
  const change = changeOf(scene, state, token);
  const applied = await apply({ session, signal, alone }, change, 120);
  if (!applied.done) return log.append([{ type: "changeFailed", id: proposal.id, failure: applied.why }]);
  // A login made now, and not one from before the change.
  const again = await alone();
  if ("kind" in again) return;
  const kept = await keep({ session: again, signal }, change);
  await again.close();
  if (!kept) return;
  await log.append([{ type: "changeKept", id: proposal.id, value: proposal.after }]);
}

async function measure(
  scene: Scene,
  { proposal }: ChangeState,
  { stage, admit }: { readonly stage: "with" | "after"; readonly admit: Connect },
): Promise<void> {
  const { bench, log, hosts, signal } = scene;
  const intended = intendedFor(factsOf(log.events(), bench.catalogue), verdictIn(scene) ?? never()).find(
    ({ cause }) => cause.instance === proposal.instance,
  );
  if (intended === undefined) return;
  await pause((intended.intervention.settleSeconds ?? 0) * 1000, signal);
  if (signal.aborted) return;
  const round = windowFor(factsOf(log.events(), bench.catalogue, "all"), intended, { id: proposal.id, stage });
  for (const { host } of round.requests) await admit(host);
  await log.append([{ type: "roundPlanned", round }]);
  await collectRound({ bench, log, round, attempt: 1, hosts, signal, answered: new Set() });
}

const never = (): never => {
  throw new TypeError("a change without a verdict");
};

const verdictIn = ({ log }: Scene): Verdict | null => {
  const last = log.events().findLast(({ type }) => type === "concluded");
  return last?.type === "concluded" ? last.verdict : null;
};

function intendedOf(scene: Scene, { proposal }: ChangeState): Intended | null {
  const verdict = verdictIn(scene);
  if (verdict === null) return null;
  const facts = factsOf(scene.log.events(), scene.bench.catalogue);
  return intendedFor(facts, verdict).find(({ cause }) => cause.instance === proposal.instance) ?? null;
}

function changeOf({ log }: Scene, { proposal }: ChangeState, token: string): Change {
  const host = hostsOf(log.events()).find(({ key }) => key === proposal.host);
  const spec = Object.hasOwn(interventions, proposal.change) ? interventions[proposal.change] : undefined;
  if (host === undefined || spec === undefined) throw new TypeError(`this Culprit does not know the change ${proposal.change}`);
  const { args, before, after } = proposal;
  return { spec, host, args, before, after, token };
}
