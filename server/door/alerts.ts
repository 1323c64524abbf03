import type { BegunFrom } from "#machines/journal/alert.ts";
import type { Actor } from "#machines/journal/event.ts";
import { openDelivery, type Scan } from "../alerts/payload.ts";
import { notedKeyring } from "../secrets/keyring.ts";
import { ownPatterns } from "../secrets/own.ts";
import { scannerOf } from "../secrets/scan.ts";
import { tokensOf } from "../secrets/tokens.ts";
import type { AlertRow } from "../store/alerts.ts";
import { web } from "../web.ts";
import type { AlertAction } from "./alert-action.ts";
import type { ActResult } from "./action.ts";
import type { Office } from "./office.ts";
import { paceOf } from "./pace.ts";

export { ALERT_LIMITS, deliverySchema } from "../alerts/payload.ts";

export type Delivered =
  | { readonly ok: true; readonly firing: number; readonly resolved: number }
  | {
      readonly ok: false;
      readonly status: 400 | 503;
      readonly message: string;
      readonly fields?: Readonly<Record<string, string>>;
      readonly waitSeconds?: number;
    };

/** A group of alerts is told every few minutes at most: a sender with three hundred groups may tell all of them at once. */
const pace = paceOf({ most: 300, aSecond: 5 });

/**
 * Takes in what an Alertmanager posts. It is no action of a person, starts nothing and reaches no host: it is stored, and waits for somebody. The same delivery
 * twice is the same as once, so whoever is in doubt may send again.
 */
export async function deliver(sender: string, body: unknown): Promise<Delivered> {
  const waitSeconds = pace.wait(sender, Date.now());
  // 5xx, not 429: Alertmanager tries again after the one and gives up at the other.
  if (waitSeconds > 0)
    return { ok: false, status: 503, waitSeconds, message: "Too many deliveries at once. Nothing was stored; send this one again later." };
  const opened = openDelivery(body, await scan(), new Date());
  if (!opened.ok) return { ...opened, status: 400 };
  const { store } = await web();
  await store.alerts.take(opened.delivery);
  const resolved = opened.delivery.alerts.filter(({ resolvedAt }) => resolvedAt !== null).length;
  return { ok: true, firing: opened.delivery.alerts.length - resolved, resolved };
}

/** What was not taken is lost: its sender gives up at 4xx. Whoever looks at the settings sees it. */
export async function noteRefused(sender: string, reason: string): Promise<void> {
  await (await web()).store.alertRefusals.add({ sender, reason });
}

/** What an alert says is written by rules, and by whoever can name a host or a container: it is scanned as outputs are. */
async function scan(): Promise<Scan> {
  const { tokens } = await notedKeyring();
  const scanner = scannerOf(
    tokensOf(tokens),
    ownPatterns().map(({ family }) => family),
  );
  return (text) => scanner.text(text);
}

/** As the log of the investigation keeps it: the alert itself is forgotten after a while. */
export const begunFrom = ({
  name,
  startsAt,
  labels,
  annotations,
  generatorUrl,
  same,
}: AlertRow & { readonly same: number }): BegunFrom => ({
  ...{ name, startsAt: startsAt.toISOString(), labels, annotations, generatorUrl },
  same: Math.max(1, same),
});

/** What people do with those that wait. */
export async function onAlerts({ alerts }: Office, actor: Actor, action: AlertAction): Promise<ActResult> {
  if (alerts === undefined) return { ok: false, status: 409, message: "Alerts are kept by a server." };
  const moved =
    action.do === "dismissAlert"
      ? await alerts.dismiss(action.alert, actor.name, new Date(action.seen))
      : await alerts.restore(action.alert);
  if (moved > 0) return { ok: true };
  return (await alerts.get(action.alert)) === null
    ? { ok: false, status: 404, message: "There is no such alert any more." }
    : { ok: false, status: 409, message: action.do === "dismissAlert" ? "It does not wait any more." : "It was not dismissed." };
}
