import type { BriefHost, Failure, Runbook } from "../contract/index.ts";
import { listOf } from "../explain/number.ts";
import { utcWords } from "../explain/time.ts";
import type { InvestigationEvent } from "./event.ts";
import type { NoticeKind } from "./message.ts";
import { sayGoesOn, sayRest } from "./watch-part.ts";

export interface Notice {
  readonly notice: NoticeKind;
  readonly say: string;
  readonly more: string | null;
  readonly hostName: string | null;
  readonly failure: Failure | null;
}

/** Events that are told in one line; null for those that are told elsewhere. */
export function noticeOf(event: InvestigationEvent, runbook: Runbook, hosts: ReadonlyMap<string, string>): Notice | null {
  const plain = (notice: Notice["notice"], say: string, more: string | null = null): Notice => ({
    notice,
    say,
    more: more === "" ? null : more,
    hostName: null,
    failure: null,
  });
  const by = event.actor.kind === "culprit" ? "" : ` by ${event.actor.name}`;
  switch (event.type) {
    case "hostFailed":
      return {
        notice: "hostFailed",
        say: `${hosts.get(event.host) ?? event.host} is left out`,
        more: null,
        hostName: hosts.get(event.host) ?? event.host,
        failure: event.failure,
      };
    case "hostAdded":
      return plain("hostAdded", `${event.host.name} takes part as ${roleOf(event.host, runbook)}, added${by}`, ADDED);
    case "hostWithdrawn":
      return plain("hostWithdrawn", `${hosts.get(event.host) ?? event.host} is withdrawn${by}`, WITHDRAWN);
    case "roundRestarted":
      return plain("restarted", `Round ${event.round} runs again, attempt ${event.attempt}`, event.reason);
    case "watching":
      return plain("watching", sayWatching(event), event.trouble);
    case "watchGoesOn":
      return plain("watchGoesOn", sayGoesOn(event), sayRest(event.part));
    case "watchOver":
      return plain("watchOver", "The watch is over", event.reason);
    case "paused":
      return plain("paused", `Paused${by}`, "What runs now finishes; nothing new is started.");
    case "resumed":
      return plain("resumed", `Resumed${by}`, event.reason);
    case "skipped":
      return plain("skipped", `${titleOf(event.test, runbook)} is skipped${by}`, "What it would have decided stays unknown.");
    case "unskipped":
      return plain("unskipped", `${titleOf(event.test, runbook)} is not skipped any more${by}`, UNSKIPPED);
    case "handedOver":
      return plain("handedOver", `Handed over to ${event.to}${by}`, event.text ?? null);
    case "outputsRemoved":
      if (event.pseudonyms === true) return plain("outputsRemoved", "Exported with pseudonyms for addresses", leftOut(event));
      return plain("outputsRemoved", `${removed(event)} removed after ${count(event.olderThanDays, "day")}${by}`, WHAT_STAYS);
    case "imported":
      return imported(event, by);
    case "titled":
      return plain("titled", `Renamed to "${event.title}"${by}`);
    case "signedOff":
      return event.judgement === "agreed"
        ? plain("signedOff", `Signed off${by}`, "The verdict stands.")
        : plain("signedOff", `Overruled${by}`, event.reason ?? null);
    case "stopped":
      return plain("stopped", `Stopped${by}`, event.reason);
    case "ledger":
      return ledger(event, hosts.get(event.host) ?? event.host);
    default:
      return null;
  }
}

const ADDED = "What runs now finishes; then it is looked at, and asked what it can tell.";
const UNSKIPPED = "It is asked as soon as it can still tell causes apart.";
const WITHDRAWN = "It was not reached, so nothing rests on it.";
const roleOf = ({ role }: BriefHost, { roles }: Runbook): string => roles[role]?.title.toLowerCase() ?? role;

function imported({ number, outputs, differences }: Extract<InvestigationEvent, { type: "imported" }>, by: string): Notice {
  const from = number === null ? "" : `, INV-${number} where it was made`;
  const same =
    outputs === 0
      ? "It came without raw outputs: readings and verdict stand as they were told. Nothing runs on these hosts from here."
      : `All ${count(outputs, "raw output")} have their hashes; read again, they give the same verdict. Nothing runs on these hosts from here.`;
  return {
    notice: "imported",
    say: `Imported${by}${from}`,
    more: differences.length === 0 ? same : `Read again today it differs: ${differences.join(" · ")}`,
    hostName: null,
    failure: null,
  };
}

function ledger({ checks }: Extract<InvestigationEvent, { type: "ledger" }>, host: string): Notice {
  const differs = checks.filter(({ same }) => same === false);
  const unproven = checks.filter(({ same }) => same === null);
  const notice = (say: string, more: string | null): Notice => ({ notice: "ledger", say, more, hostName: host, failure: null });
  if (differs.length > 0)
    return notice(
      `${host} differs from before in ${count(differs.length, "check")}`,
      differs.map(({ what, detail }) => `${what}: ${detail}`).join(" · "),
    );
  if (unproven.length > 0)
    return notice(
      `${host}: ${checks.length - unproven.length} of ${count(checks.length, "check")} prove that nothing changed`,
      unproven.map(({ what, detail }) => `${what}: ${detail}`).join(" · "),
    );
  return notice(nothingChanged([host]), `Proven by ${count(checks.length, "check")}: ${checks.map(({ what }) => what).join(", ")}.`);
}

export const nothingChanged = (hosts: readonly string[]): string => `Nothing was changed on ${listOf(hosts)}`;

type Removal = Extract<InvestigationEvent, { type: "outputsRemoved" }>;

const WHAT_STAYS = "Readings, hashes, verdict and notes stay. Readings cannot be made again from what hosts printed.";

const removed = ({ outputs, pictures = [] }: Removal): string =>
  `${both(outputs > 0 || pictures.length === 0 ? count(outputs, "raw output") : "", pictures)} ${outputs + pictures.length === 1 ? "was" : "were"}`;

const both = (outputs: string, pictures: readonly string[]): string =>
  [outputs, ...(pictures.length === 0 ? [] : [`${count(pictures.length, "picture")} of notes`])]
    .filter((each) => each !== "")
    .join(" and ");

const leftOut = ({ outputs, pictures = [] }: Removal): string =>
  outputs + pictures.length === 0
    ? "The same address has the same one everywhere, and networks are as they were."
    : `Left out: ${both(outputs === 0 ? "" : `${count(outputs, "raw output")} in which addresses stand as part of packets`, pictures)}.`;

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

const titleOf = (test: string, runbook: Runbook): string => (runbook.tests.some(({ id }) => id === test) ? test : `Test ${test}`);

type Watching = Extract<InvestigationEvent, { type: "watching" }>;

/** "Watching: 14 quiet windows since 2026-11-21 16:05 UTC, until 2026-11-21 18:05 UTC". */
export function sayWatching({ windows, since, until, restSeconds = 0, passed = 0 }: Watching): string {
  const end = `until ${utcWords(until)}`;
  if (windows === 0 && passed > 0)
    return `Watching until the symptom has gone: it still shows, in ${count(passed, "window")} so far, ${end}`;
  if (windows === 0) return `Watching for the symptom ${end}`;
  const rest =
    restSeconds === 0 ? "" : `. Between two windows the hosts rest for up to ${restSeconds} s: what lasts shorter than that may be missed`;
  const unjudged = passed === 0 ? "" : `, and ${passed} that showed it and ${passed === 1 ? "is" : "are"} not judged,`;
  return `Watching: ${count(windows, "quiet window")}${unjudged} since ${utcWords(since)}, ${end}${rest}`;
}
