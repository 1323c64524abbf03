import type { EventBody } from "#machines/journal/event.ts";
import { testIn } from "#machines/journal/ask.ts";
import { commandsTried, countCommands, isUnrun } from "#machines/journal/select.ts";

/** What a batch of events changes in the columns that lists are made of. Null: nothing. */
export interface Progress {
  readonly status: "running" | "paused" | "concluded" | "stopped" | null;
  /** Hosts whose key a person is now asked about, and questions about a test; and those that no longer need an answer. */
  readonly asked: readonly string[];
  readonly answered: readonly string[];
  /** Names of hosts that were added. */
  readonly hostNames: readonly string[];
  /** What became of a change: it counts after the end, too. */
  readonly change: "running" | "concluded" | null;
  /** From when on a change that may be on a host is told in red: once it cannot be undone, else when its host must have undone it. Undefined: as before. */
  readonly openSince: Date | null | undefined;
  /** True: it begins, and its watch may go on after its verdict. False: that is over. Null: as before. */
  readonly watchOpen: boolean | null;
  readonly title: string | null;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly cause: string | null;
  readonly commands: number;
  /** The last sign-off; `overruled` is null where it agrees with the verdict. */
  readonly signedOff: { readonly overruled: string | null } | null;
  /** Whom it was handed over to last; null: nothing was said about it. */
  readonly heldBy: { readonly name: string; readonly account: string | null } | null;
  /** Requests whose live output is over. */
  readonly finished: readonly string[];
}

/** The first end is the end: what is said afterwards changes no status. */
export const progressOf = (bodies: readonly EventBody[]): Progress => {
  const waiting = new Map<string, boolean>();
  for (const body of bodies) {
    if (body.type === "hostKeyAsked") waiting.set(body.host, true);
    if (body.type === "hostKeyAnswered" || body.type === "hostWithdrawn") waiting.set(body.host, false);
    if (body.type === "asked") waiting.set(questionOf(testIn(body.request)), true);
    if (body.type === "answered") waiting.set(questionOf(testIn(body.request)), false);
    if (body.type === "skipped") waiting.set(questionOf(body.test), false);
  }
  const hosts = (asked: boolean) => [...waiting].filter(([, isAsked]) => isAsked === asked).map(([host]) => host);
  const end = bodies.find((body) => body.type === "concluded" || body.type === "stopped");
  const cause = end?.type === "concluded" ? end.verdict.causes[0] : undefined;
  return {
    status: end === undefined ? lastPause(bodies) : end.type === "concluded" ? "concluded" : "stopped",
    asked: hosts(true),
    answered: hosts(false),
    hostNames: bodies.flatMap((body) => (body.type === "hostAdded" ? [body.host.name] : [])),
    change: lastChange(bodies),
    openSince: openSince(bodies),
    watchOpen: watchOpen(bodies),
    title: bodies.findLast((body) => body.type === "titled")?.title ?? null,
    verdict: end?.type === "concluded" ? end.verdict.kind : null,
    certainty: cause?.certainty ?? null,
    // Of several that fit none is named.
    cause: (end?.type === "concluded" && end.verdict.kind === "cause" ? cause?.id : undefined) ?? null,
    signedOff: lastSignOff(bodies),
    heldBy: lastHolder(bodies),
    commands: commandsTried(bodies).length - joinedIn(bodies) - bodies.filter(isUnrun).length,
    finished: bodies.flatMap((body) => (body.type === "observed" || body.type === "unavailable" ? [body.request] : [])),
  };
};

/** No host has such a key; lists tell the two apart by it (COLUMNS of investigations.ts). */
const questionOf = (test: string): string => `? ${test}`;

/** What was begun as so many and turned out to be read by fewer commands; all answers of one command come in one batch of events. */
const joinedIn = (bodies: readonly EventBody[]): number => {
  const joined = bodies.filter(
    (body) => (body.type === "observed" || body.type === "unavailable") && body.facts?.together !== undefined,
  ) as readonly { readonly request: string; readonly attempt: number }[];
  return joined.length - countCommands(joined, bodies);
};

const lastSignOff = (bodies: readonly EventBody[]): Progress["signedOff"] => {
  const last = bodies.findLast((body) => body.type === "signedOff");
  return last === undefined ? null : { overruled: last.judgement === "overruled" ? (last.reason ?? "") : null };
};

const lastHolder = (bodies: readonly EventBody[]): Progress["heldBy"] => {
  const last = bodies.findLast((body) => body.type === "handedOver" && body.person === true);
  return last?.type === "handedOver" ? { name: last.to, account: last.account ?? null } : null;
};

/** While a change may be on a host, its investigation counts as running: what is running is taken up again by whoever starts next. */
const lastChange = (bodies: readonly EventBody[]): "running" | "concluded" | null => {
  const last = bodies.findLast(({ type }) => type === "changeBegun" || OVER.has(type));
  return last === undefined ? null : last.type === "changeBegun" ? "running" : "concluded";
};

const OVER: ReadonlySet<EventBody["type"]> = new Set<EventBody["type"]>(["changeUndone", "changeKept", "changeJudged"]);

const openSince = (bodies: readonly EventBody[]): Date | null | undefined => {
  // What another installation left on its hosts is told there.
  if (bodies.some(({ type }) => type === "imported")) return null;
  const last = bodies.findLast(({ type }) => ["changeBegun", "changeStuck", "changeUndone", "changeKept"].includes(type));
  if (last === undefined) return undefined;
  return last.type === "changeBegun" ? new Date(last.until) : last.type === "changeStuck" ? new Date(0) : null;
};

const watchOpen = (bodies: readonly EventBody[]): boolean | null => {
  if (bodies.some(({ type }) => type === "watchOver" || type === "imported")) return false;
  return bodies.some((body) => body.type === "started" && body.brief.watchEach === true) ? true : null;
};

const lastPause = (bodies: readonly EventBody[]): "running" | "paused" | null => {
  const last = bodies.findLast((body) => body.type === "paused" || body.type === "resumed");
  return last === undefined ? null : last.type === "paused" ? "paused" : "running";
};
