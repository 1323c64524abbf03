import type { BriefHost, Failure } from "#machines/contract/index.ts";
import type { Actor, EventBody, HostFacts, InvestigationEvent } from "#machines/journal/event.ts";
import type { HostKeyDecision, Session } from "../ssh/transport.ts";
import { CULPRIT, type Bench } from "./bench.ts";
import { readState } from "./ledger.ts";
import { preflight } from "./preflight.ts";

export interface Reached {
  readonly host: BriefHost;
  readonly session: Session | Failure;
  readonly asked: EventBody | null;
  /** Why no probe is sent from here. */
  readonly noProbes?: Failure | null;
}

/** For whom an investigation is working on a host: whoever started it, or let it go on, or added this host since. */
export const behind = (events: readonly InvestigationEvent[], host: string): Actor =>
  events.findLast(
    (event) =>
      (event.type === "started" || event.type === "resumed" || (event.type === "hostAdded" && event.host.key === host)) &&
      event.actor.kind === "person",
  )?.actor ?? CULPRIT;

/** Connects to one host with the approvals given so far; an unknown key is asked about, and until then nothing is sent. */
export async function reach(
  bench: Bench,
  host: BriefHost,
  { events, signal, who }: { readonly events: readonly InvestigationEvent[]; readonly signal: AbortSignal; readonly who: Actor },
): Promise<Reached> {
  const destination = await bench.destinationOf(host, who);
  if ("kind" in destination) return { host, session: destination, asked: null };
  // What was refused is asked about anew when somebody tries the host again.
  const since = events.findLast((event) => event.type === "hostAdded" && event.host.key === host.key)?.seq ?? 0;
  const answers = events.flatMap((event) =>
    event.type === "hostKeyAnswered" && event.host === host.key && (event.approved || event.seq > since) ? [event] : [],
  );
  let asked: EventBody | null = null;
  const onUnknownKey: HostKeyDecision = ({ algorithm, fingerprint, destination: { address, port } }) => {
    const answer = answers.findLast((one) => one.fingerprint === fingerprint);
    if (answer !== undefined) return Promise.resolve(answer.approved ? { approvedBy: answer.actor.name } : "refuse");
    asked = { type: "hostKeyAsked", host: host.key, address: port === 22 ? address : `[${address}]:${port}`, algorithm, fingerprint };
    return Promise.resolve("refuse");
  };
  const session = await bench.transport.connect(destination, { onUnknownKey, signal });
  const refused = "kind" in session && asked === null && answers.some(({ approved }) => !approved);
  return {
    host,
    session: refused && session.kind === "hostKeyUnknown" ? { kind: "hostKeyRefused", fingerprint: session.fingerprint } : session,
    asked,
    noProbes: (await bench.noProbes?.(host, who)) ?? null,
  };
}

/** What the log learns about a host that was reached or not. */
export async function report(
  bench: Bench,
  reached: Reached,
  { signal, practice }: { readonly signal: AbortSignal; readonly practice: boolean },
): Promise<EventBody> {
  if ("kind" in reached.session) return { type: "hostFailed", host: reached.host.key, failure: reached.session };
  const facts: HostFacts | Failure = await preflight({ bench, host: reached.host, session: reached.session, signal });
  if ("kind" in facts) return { type: "hostFailed", host: reached.host.key, failure: facts };
  const state = await readState({ bench, host: reached.host, session: reached.session, signal }, { rules: !practice });
  return { type: "hostReached", facts: { ...facts, state } };
}
