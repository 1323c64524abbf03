import { createHash } from "node:crypto";
import { z } from "zod";
import { storable } from "../store/storable.ts";

/** What is more or longer than this is cut; no alert is lost for it. Far above what Prometheus' own rules come to. */
export const ALERT_LIMITS = {
  bytes: 4 * 1024 * 1024,
  alerts: 1_000,
  pairs: 64,
  name: 128,
  /** It and the group are looked up together, by an index that takes no more than 2,704 bytes: three for each of these characters. */
  alertname: 256,
  group: 512,
  label: 1_024,
  annotation: 4_096,
  characters: 16_384,
  url: 4_096,
} as const;

/** One alert as it was handed in, in a form that can be stored and shown. */
export interface HandedIn {
  readonly fingerprint: string;
  readonly startsAt: Date;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string;
  /** Null while it fires. */
  readonly resolvedAt: Date | null;
}

export interface Delivery {
  readonly groupKey: string;
  /** Alerts of the group that the sender left out. */
  readonly leftOut: number;
  readonly alerts: readonly HandedIn[];
}

const time = z.iso.datetime({ offset: true });
const pairs = z.record(z.string(), z.string());

/**
 * The form of Alertmanager's webhook, version 4, since 0.5 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). Grafana sends the same
 * form and calls it 1. What else stands in it is not looked at.
 */
export const deliverySchema = z.object({
  version: z.enum(["4", "1"], "is not 4: Culprit takes what Alertmanager's webhook sends"),
  groupKey: z.string().default(""),
  truncatedAlerts: z.number().int().min(0).catch(0),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: pairs,
        annotations: pairs.default({}),
        startsAt: time,
        endsAt: time.optional(),
        generatorURL: z.string().default(""),
        // Alertmanager sends it since 0.18.
        fingerprint: z.string().optional(),
      }),
    )
    .min(1),
});

type Given = z.infer<typeof deliverySchema>["alerts"][number];

export type Opened =
  | { readonly ok: true; readonly delivery: Delivery }
  | { readonly ok: false; readonly message: string; readonly fields: Readonly<Record<string, string>> };

/** Takes secrets out of a text. */
export type Scan = (text: string) => string;

/** Reads what was posted; says what is wrong with it, by where it stands. */
export function openDelivery(body: unknown, scan: Scan, now: Date): Opened {
  const parsed = deliverySchema.safeParse(body);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.slice(0, MOST_COMPLAINTS).map(({ path, message }) => [path.join("."), message]));
    const [[where, what] = ["", ""]] = Object.entries(fields);
    return { ok: false, message: `That is not an alert as Alertmanager sends it: ${where === "" ? "the body" : where} ${what}`, fields };
  }
  const { alerts, groupKey, truncatedAlerts } = parsed.data;
  const taken = alerts.slice(0, ALERT_LIMITS.alerts);
  // Twice in one delivery is once; the last word counts.
  const once = new Map(taken.map((alert) => handedIn(alert, scan, now)).map((alert) => [`${alert.fingerprint} ${+alert.startsAt}`, alert]));
  return {
    ok: true,
    delivery: {
      groupKey: groupOf(shown(groupKey)),
      leftOut: Math.min(truncatedAlerts, MOST_LEFT_OUT) + alerts.length - taken.length,
      alerts: [...once.values()],
    },
  };
}

/** Groups that are told apart by their ends alone stay apart. */
const groupOf = (key: string): string =>
  key.length <= ALERT_LIMITS.group ? key : `${cut(key, ALERT_LIMITS.group - 65)} ${createHash("sha256").update(key).digest("hex")}`;

/** What a column of times can hold and a screen can say; Go's zero time is the year 1, and a zone may move it before that. */
const EARLIEST = 0;
const LATEST = Date.UTC(2999, 11, 31);
const timeOf = (text: string): Date => new Date(Math.min(Math.max(Date.parse(text), EARLIEST), LATEST));

const MOST_COMPLAINTS = 20;
const MOST_LEFT_OUT = 1_000_000;

function handedIn(
  { status, labels: givenLabels, annotations, startsAt, endsAt, generatorURL, fingerprint }: Given,
  scan: Scan,
  now: Date,
): HandedIn {
  const labels = readable(givenLabels, ALERT_LIMITS.label, scan);
  const url = scan(shown(generatorURL));
  return {
    fingerprint: /^[\w:-]{1,128}$/.test(fingerprint ?? "") ? (fingerprint ?? "") : ownFingerprint(givenLabels),
    startsAt: timeOf(startsAt),
    name: cut(labels["alertname"] || "An alert without a name", ALERT_LIMITS.alertname),
    labels,
    annotations: readable(annotations, ALERT_LIMITS.annotation, scan),
    // Half of an address leads elsewhere.
    generatorUrl: url.length > ALERT_LIMITS.url ? "" : url,
    resolvedAt: status === "firing" ? null : endOf(endsAt, timeOf(startsAt), now),
  };
}

/** While an alert fires its end is year 1, or a guess that lies ahead. */
function endOf(endsAt: string | undefined, startsAt: Date, now: Date): Date {
  const told = endsAt === undefined ? now : new Date(endsAt);
  return told < startsAt || told > now ? now : told;
}

/** As long as the labels are the same. */
const ownFingerprint = (labels: Readonly<Record<string, string>>): string =>
  createHash("sha256")
    .update(JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest("hex")
    .slice(0, 32);

/** Secrets are looked for together with the names that they stand under. */
function readable(given: Readonly<Record<string, string>>, most: number, scan: Scan): Readonly<Record<string, string>> {
  let room: number = ALERT_LIMITS.characters;
  const entries = Object.entries(given)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, ALERT_LIMITS.pairs)
    .map(([name, value]): readonly [string, string] => {
      const head = `${cut(shown(name), ALERT_LIMITS.name)}: `;
      const scanned = scan(head + shown(value));
      const text = cut(scanned.startsWith(head) ? scanned.slice(head.length) : scanned, Math.min(most, Math.max(1, room)));
      room -= text.length + head.length;
      return [head.slice(0, -2), text];
    });
  return Object.fromEntries(entries.filter(([name]) => name !== "__proto__"));
}

/** Control characters, and what turns the direction of text; ends of lines and tabs are text. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const shown = (text: string): string => storable(text).replaceAll(UNSEEN, "\ufffd");

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);
