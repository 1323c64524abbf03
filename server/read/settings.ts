import { keepOutputDays } from "../keep-output.ts";
import { notedAbout } from "../installation.ts";
import { isGiven, KeysProblem, notedKeyring } from "../secrets/keyring.ts";
import { ownPatterns } from "../secrets/own.ts";
import type { Visitor } from "../access/rights.ts";
import { versionShown } from "./version.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export interface RetentionPage {
  /** The rule that counts; null: outputs are kept as long as the database. */
  readonly rule: { readonly days: number; readonly by: string | null; readonly at: string | null } | null;
  /** What is asked about, in days, and what removing it would take away now. */
  readonly asked: number;
  readonly wouldRemove: { readonly investigations: number; readonly outputs: number; readonly pictures: number; readonly bytes: number };
  /** Of all investigations that ended. */
  readonly kept: { readonly investigations: number; readonly outputs: number; readonly pictures: number; readonly bytes: number };
}

/** `by` is null where the environment says it. */
export async function retentionPage(asked: number | null): Promise<RetentionPage> {
  const { store } = await web();
  const fixed = keepOutputDays();
  const set = await store.settings.retention();
  const rule =
    fixed !== null ? { days: fixed, by: null, at: null } : set === null ? null : { days: set.days, by: set.by, at: set.at.toISOString() };
  const days = asked ?? rule?.days ?? USUAL_DAYS;
  const [wouldRemove, kept] = await Promise.all([store.retention.wouldRemove(days), store.retention.wouldRemove(0)]);
  return { rule, asked: days, wouldRemove, kept };
}

/** Long enough to compare with last quarter. */
const USUAL_DAYS = 90;

export interface AboutPage {
  readonly version: string;
  readonly node: string;
  readonly dataFolder: string | null;
  readonly database: string | null;
  readonly migrations: { readonly count: number; readonly last: string };
  readonly since: string;
}

export async function aboutPage(): Promise<AboutPage> {
  const { store } = await web();
  const applied = await store.migrations();
  return {
    version: await versionShown(),
    node: process.version,
    dataFolder: notedAbout()?.dataFolder ?? null,
    database: notedAbout()?.database ?? null,
    migrations: { count: applied.length, last: applied.at(-1) ?? "" },
    since: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
  };
}

export interface KeptKeysPage {
  readonly hosts: readonly {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly fingerprint: string | null;
    readonly by: string | null;
    readonly at: string | null;
  }[];
  /** Where the keys that seal lie, and the name of the one that seals now; or why they cannot be used. */
  readonly ring: { readonly where: string; readonly seal: string; readonly given: boolean } | { readonly problem: string };
}

/** SSH keys that are kept for hosts: which there are, never one of them. */
export async function keptKeysPage(visitor: Visitor): Promise<KeptKeysPage> {
  const { store } = await web();
  const hosts = await store.inventory.list();
  const shown = await shownTo(visitor);
  return {
    hosts: shown.value(hosts).map(({ id, name, address, keyFingerprint, keyBy, keyAt }) => ({
      ...{ id, name, address, fingerprint: keyFingerprint ?? null, by: keyBy ?? null },
      at: keyAt?.toISOString() ?? null,
    })),
    ring: await ring(),
  };
}

async function ring(): Promise<KeptKeysPage["ring"]> {
  try {
    const { where, seals } = await notedKeyring();
    return { where, seal: seals[0].id, given: isGiven() };
  } catch (error) {
    if (error instanceof KeysProblem) return { problem: error.message };
    throw error;
  }
}

/** Which kinds an organisation looks for besides; never a pattern itself: it may be as telling as what it finds. */
export const ownKinds = (): readonly string[] => [...new Set(ownPatterns().map(({ kind }) => kind))];
