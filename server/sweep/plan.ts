import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import type { Actor } from "#machines/journal/event.ts";

/** A host as it was named when the sweep was started. */
export type SweepHost = Pick<BriefHost, "name" | "address" | "port" | "user" | "netns">;

/** What a sweep does, pinned at its start. */
export interface SweepPlan {
  readonly id: string;
  /** The signature, as a runbook for one host. */
  readonly runbook: Runbook;
  readonly inputs: Readonly<Record<string, string>>;
  readonly hosts: readonly SweepHost[];
  /** How many are read at once. */
  readonly atOnce: number;
  /** For whom: their rights on each host are looked at when it is its turn. */
  readonly actor: Actor;
}

/** The investigation of the nth host, from 1. Found again after a restart by its id alone. */
export const hostInvestigation = (sweep: string, n: number): string => `${sweep}.${n}`;

/** The sweep that such an id belongs to; null for any other id. */
export const sweepOf = (investigation: string): string | null => /^(.+)\.\d+$/.exec(investigation)?.[1] ?? null;

interface Written {
  readonly name: string;
  readonly address: string;
  readonly port?: number | null | undefined;
  readonly user?: string | null | undefined;
  readonly netns?: string | null | undefined;
}

/** What was left out, or is null in the inventory, is not there. */
export const sweepHostOf = ({ name, address, port, user, netns }: Written): SweepHost => ({
  ...{ name, address },
  ...(port === undefined || port === null ? {} : { port }),
  ...(user === undefined || user === null ? {} : { user }),
  ...(netns === undefined || netns === null ? {} : { netns }),
});
