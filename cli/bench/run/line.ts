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
  /** SHA-256 of the recording, of a recorded host. */
  readonly recording?: string;
}

/** Of what a line was made, so that one that holds no longer is not told. */
export interface Made {
  readonly at: string;
  /** Of Culprit's own files, with "-dirty" where some had been changed since; null where git does not tell. */
  readonly commit: string | null;
  /** Kernel and cores of the machine that investigated. */
  readonly machine: string;
  /** Of what was true, what was asked and, of a recorded host, what it answers: `fingerprintOf` the run. */
  readonly fingerprint: string;
}

/** What a run gave: everything that scoring and comparing need, so that both can be done anew without hosts. */
export type Line = Run & Made & Outcome;

export type Outcome = Examined | { readonly counted: false; readonly why: string };

/** An investigation that had its chance. Without a verdict it is as wrong as one can be, and is not tried again until it works. */
export type Examined =
  | {
      readonly counted: true;
      readonly report: PrintedReport;
      readonly collected: Collected | null;
      /** Why what the verdict is compared with is missing, though it was asked for. */
      readonly notCollected?: string;
    }
  | { readonly counted: true; readonly report: null; readonly why: string };

export const nameOf = ({ faults }: Pick<Run, "faults">): string => faults.join(" + ");

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
