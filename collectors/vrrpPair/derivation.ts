import type { BriefHost } from "#machines/contract/brief.ts";
import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";

/** Two files written within this time have no order: whoever deploys to both does so one after the other. */
const SAME_TIME_SECONDS = 2;
/** A check that failed and came back, at least. */
const SWINGS = 2;

/** How the configurations of two routers of a pair fit together, seen from one of them. */
export const vrrpPair = {
  id: "vrrpPair",
  title: "the pair's settings",
  about: "Compares what the routers of a pair must have in common, and the priorities that decide which of them is the master.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["keepalived"],
  fields: {
    vridDiffers: saying(state("Its virtual_router_id is not its partner's."), {
      yes: "This router's virtual_router_id is not its partner's",
      no: "Both routers have the same virtual_router_id",
    }),
    authDiffers: saying(state("Its authentication is not its partner's."), {
      yes: "This router's authentication is not its partner's",
      no: "Both routers use the same authentication",
    }),
    intervalDiffers: saying(state("Its advert_int is not its partner's."), {
      yes: "This router's advert_int is not its partner's",
      no: "Both routers have the same advert_int",
    }),
    versionDiffers: state("Its VRRP version is not its partner's."),
    addressesDiffer: state("Its virtual addresses are not its partner's."),
    changedLast: saying(state("Its configuration was changed after its partner's."), {
      yes: "This router's configuration was changed after its partner's",
      no: "This router's configuration was not changed after its partner's",
    }),
    lowPriority: state("Even with all its checks passed its priority is not above its partner's."),
    swinging: state("A check takes its priority below its partner's and back, and has done so since the configuration was read."),
    priorityWrong: saying(state("Either of the two."), {
      yes: "Its priority is wrong: not above its partner's with all checks passed, or a check takes it below and back",
      no: "No priority of the two is wrong, and no check swings it",
    }),
    priority: gauge("", "Its priority, at best."),
    partnerPriority: gauge("", "Its partner's, at best."),
    lateTakeovers: gauge("takeovers", "How often its partner or it took over about 260 s after it had begun to listen."),
    expiredTimers: gauge("lines", "Timers that its daemon found to have expired long ago."),
  },
  tables: {
    settings: {
      vrid: gauge("", "1 when this setting is the one that differs."),
      auth: gauge("", "1 when this setting is the one that differs."),
      interval: gauge("", "1 when this setting is the one that differs."),
      priority: gauge("", "1 when this setting makes the wrong router the master."),
    },
  },
  derive: (given: Given): Reading => {
    const own = readingOf(given, given.host);
    const partner = readingOf(
      given,
      given.hosts.find(({ key, role }) => key !== given.host.key && (role === "master" || role === "backup")),
    );
    if ("why" in own) return nothing(own.why);
    return "why" in partner ? nothing(partner.why) : compared(own.reading, partner.reading);
  },
} as const satisfies Derivation;

type Read = { readonly reading: Reading } | { readonly why: string };

function readingOf({ sources }: Given, host: BriefHost | undefined): Read {
  if (host === undefined) return { why: "no partner was given" };
  const answer = sources.findLast((source) => source.host.key === host.key)?.answer;
  if (answer === undefined) return { why: `keepalived on ${host.name} was not looked at` };
  return "fields" in answer ? { reading: answer } : { why: `keepalived's configuration on ${host.name} could not be read` };
}

const nothing = (why: string): Reading => ({
  fields: Object.fromEntries(Object.keys(vrrpPair.fields).map((field) => [field, unknown(why)])),
  tables: { settings: [] },
});

const absent = unknown("not read");

function compared(own: Reading, partner: Reading): Reading {
  const of = (reading: Reading, field: string): Value => reading.fields[field] ?? absent;
  const with_ = (field: string, judge: (a: string | number | boolean, b: string | number | boolean) => Value): Value => {
    const [a, b] = [of(own, field), of(partner, field)];
    return isUnknown(a) ? a : isUnknown(b) ? b : judge(a, b);
  };
  const differs = (field: string): Value => with_(field, (a, b) => a !== b);
  const lowPriority = with_("highestPriority", (a, b) => a <= b);
  const swinging = swings(own, partner);
  const changedLast = with_("changedSecondsAgo", (a, b) =>
    Math.abs(Number(a) - Number(b)) < SAME_TIME_SECONDS ? unknown("both configurations were changed at the same time") : a < b,
  );
  const [late, partnersLate] = [of(own, "lateTakeovers"), of(partner, "lateTakeovers")];
  const fields = {
    vridDiffers: differs("vrid"),
    authDiffers: differs("auth"),
    intervalDiffers: differs("advertMs"),
    versionDiffers: differs("version"),
    addressesDiffer: differs("addresses"),
    changedLast,
    lowPriority,
    swinging,
    priorityWrong: either(lowPriority, swinging),
    priority: of(own, "highestPriority"),
    partnerPriority: of(partner, "highestPriority"),
    lateTakeovers: isUnknown(late) ? late : isUnknown(partnersLate) ? partnersLate : Math.max(Number(late), Number(partnersLate)),
    expiredTimers: of(own, "timersExpired"),
  };
  return { fields, tables: { settings: settingsOf(own, fields) } };
}

const either = (a: Value, b: Value): Value => (a === true || b === true ? true : isUnknown(a) ? a : b);

/** Its checks can take it from above its partner's priority to below, and its log says that it went there and back. */
function swings(own: Reading, partner: Reading): Value {
  const read = (reading: Reading, field: string): Value => reading.fields[field] ?? absent;
  const [low, high, other, changes] = [
    read(own, "lowestPriority"),
    read(own, "highestPriority"),
    read(partner, "priority"),
    read(own, "priorityChanges"),
  ];
  const unread = [low, high, other].find((value) => isUnknown(value));
  if (unread !== undefined) return unread;
  if (!(Number(low) < Number(other) && Number(high) > Number(other))) return false;
  return isUnknown(changes) ? changes : Number(changes) >= SWINGS;
}

function settingsOf(own: Reading, fields: Readonly<Record<string, Value>>): readonly Row[] {
  const say = (field: string): string => String(own.fields[field]);
  const file = isUnknown(own.fields["file"]) ? "the configuration" : say("file");
  const row = (key: string, guilty: Partial<Record<"vrid" | "auth" | "interval" | "priority", Value>>): Row => ({
    key: `${key} in ${file}`,
    vrid: Number(guilty.vrid === true),
    auth: Number(guilty.auth === true),
    interval: Number(guilty.interval === true),
    priority: Number(guilty.priority === true),
  });
  return [
    row(`virtual_router_id ${say("vrid")}`, { vrid: fields["vridDiffers"] ?? absent }),
    row("authentication (auth_type, auth_pass)", { auth: fields["authDiffers"] ?? absent }),
    row(`advert_int ${Number(own.fields["advertMs"]) / 1_000}`, { interval: fields["intervalDiffers"] ?? absent }),
    row(`priority ${say("priority")}`, { priority: fields["lowPriority"] ?? absent }),
    row(`weight of ${say("heaviestCheck")}`, { priority: fields["swinging"] ?? absent }),
  ];
}
