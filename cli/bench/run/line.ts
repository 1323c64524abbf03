import type { PrintedReport } from "../score/said.ts";
import type { Subject } from "../score/subject.ts";
import type { Collected } from "../baselines/collected.ts";

/** One thing to run: a fault, or two at once, under one runbook. */
export interface Run {
  /** Unique in a bench: what is there already is not run again. */
  readonly key: string;
  readonly runbook: string;
  readonly version: number;
  readonly source: "live" | "frozen";
  /** Faults of the lab as id or id:variant; two when they are there at once. */
  readonly faults: readonly string[];
  readonly repeat: number;
  /** Inputs of the runbook; live, the window among them. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly topology: string;
  readonly subject: Subject;
}

/** What a run gave: everything that scoring and comparing need, so that both can be done anew without hosts. */
export type Line = Run & { readonly at: string } & (
    | { readonly counted: true; readonly report: PrintedReport; readonly collected: Collected | null }
    | { readonly counted: false; readonly why: string }
  );

export const nameOf = ({ faults }: Pick<Run, "faults">): string => faults.join(" + ");
