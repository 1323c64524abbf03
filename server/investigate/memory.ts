import type { InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { answerTo } from "#machines/journal/ask.ts";
import type { BriefHost, PersonsAnswer } from "#machines/contract/index.ts";
import type { NewObservation } from "../journal.ts";

/** Which host: what people call it may change; its key, its own name and the namespace that was read may not. */
export interface Identity {
  /** Of its SSH host key. */
  readonly fingerprint: string;
  readonly netns?: string;
  /** What it calls itself: hosts that were cloned from one image may have one key. */
  readonly hostname: string;
  /** Of the boot that was met; null where it was not told. */
  readonly bootId: string | null;
}

/** An output of another investigation, as it was stored, and the entry of that log that was made of it. */
export interface Remembered {
  readonly investigation: string;
  /** Of that investigation. */
  readonly runbook: string;
  readonly observation: NewObservation;
  readonly event: Extract<InvestigationEvent, { type: "observed" }>;
}

/** Other investigations, as far as one may look at them. Imported ones are never among them: their hosts are elsewhere. */
export interface Memory {
  /** The newest outputs of this collector on this host in other investigations than `except`, newest first; a few. */
  earlier(collector: string, host: Identity, except: string): Promise<readonly Remembered[]>;
  /** All outputs of one investigation's rounds on this host that are younger than `since`. */
  fresh(investigation: string, host: Identity, since: Date): Promise<readonly Remembered[]>;
  /** What people said there about this host since. */
  said(investigation: string, host: Identity, since: Date): Promise<readonly Said[]>;
}

/** A question, and what somebody who knew said to it. */
export interface Said {
  readonly question: string;
  readonly where: string;
  readonly answer: Exclude<PersonsAnswer, null>;
  readonly by: string;
}

/** What a log holds of it. What had been said elsewhere before is left to where it was said. */
export function saidIn(events: readonly InvestigationEvent[], host: Identity, since: Date): readonly Said[] {
  const keys = new Set(keysOf(events, host));
  return events.flatMap((event): readonly Said[] => {
    if (event.type !== "asked" || !keys.has(event.host)) return [];
    const answered = answerTo(events, event);
    if (answered === null || answered.answer === null || answered.from !== undefined || new Date(answered.at) < since) return [];
    return [{ question: event.question, where: event.where, answer: answered.answer, by: answered.actor.name }];
  });
}

/** From a log: the host's identity, once it was reached. */
export function identityOf(events: readonly InvestigationEvent[], host: BriefHost): Identity | null {
  const reached = events.findLast((event) => event.type === "hostReached" && event.facts.host === host.key);
  if (reached?.type !== "hostReached") return null;
  const { fingerprint, hostname, bootId = null } = reached.facts;
  return { fingerprint, hostname, bootId, ...(host.netns === undefined ? {} : { netns: host.netns }) };
}

/** The keys of a log's hosts that are this host. */
export function keysOf(events: readonly InvestigationEvent[], { fingerprint, hostname, netns }: Identity): readonly string[] {
  const isIt = (host: BriefHost): boolean => {
    const met = identityOf(events, host);
    return host.netns === netns && met?.fingerprint === fingerprint && met.hostname === hostname;
  };
  return hostsOf(events, true)
    .filter(isIt)
    .map(({ key }) => key);
}

/** What a log and its outputs remember of one host. Readings that were themselves taken over or worked out are left to where they came from. */
export function rememberedIn(
  id: string,
  events: readonly InvestigationEvent[],
  outputs: ReadonlyMap<string, NewObservation>,
): (host: Identity) => readonly Remembered[] {
  return (host) => {
    const keys = new Set(keysOf(events, host));
    const [first] = events;
    const runbook = first?.type === "started" ? first.runbook.id : "";
    return events.flatMap((event): readonly Remembered[] => {
      if (event.type !== "observed" || event.facts.derived === true || event.facts.from !== undefined) return [];
      const observation = outputs.get(event.facts.observation);
      return observation === undefined || !keys.has(observation.host) ? [] : [{ investigation: id, runbook, observation, event }];
    });
  };
}
