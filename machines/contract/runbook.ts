import type { Arg } from "./arg.ts";
import type { Ask } from "./ask.ts";
import type { Claim, Comparison, FieldRef } from "./claim.ts";
import type { SlotType } from "./collector.ts";
import type { Intervention } from "./intervention.ts";

/** From cheap and passive to costly and active; a runbook uses those it needs. `confirm` belongs to interventions. */
export type Phase = "brief" | "reproduce" | "layout" | "initialConditions" | "metrics" | "tracing" | "verdict";
export const PHASES: readonly Phase[] = ["brief", "reproduce", "layout", "initialConditions", "metrics", "tracing", "verdict"];

export interface RoleSpec {
  readonly title: string;
  /** What a host in this role is, in this incident. */
  readonly about: string;
  readonly required: boolean;
  /** How many hosts may take it, at the start or while it runs. Default 1. */
  readonly most?: number;
}

export interface InputSpec {
  readonly title: string;
  readonly about: string;
  readonly type: SlotType | "text" | "choice" | "percent";
  readonly choices?: readonly string[];
  readonly example: string;
  readonly required: boolean;
  readonly default?: string;
  /** Inclusive limits for numeric types. */
  readonly least?: number;
  readonly most?: number;
}

/** How much of something is missing (lost probes, refused datagrams): what causes must account for. */
export interface Measure {
  readonly title: string;
  /** What is said of the count; "missing" unless it counts something that is there. */
  readonly word?: string;
  /** e.g. { test: "reproduction", field: "lost", of: "during" }. */
  readonly missing: FieldRef;
  /** Out of how many; for the interval and the sentence. */
  readonly of?: FieldRef;
  /** Each was of a kind that the probe chose, as its sizes are: how many of them fail is no rate, and has no interval. */
  readonly chosen?: true;
  /** The symptom is present when this holds. */
  readonly present: Comparison & { readonly test: string; readonly role: string };
}

/**
 * What shows beside the symptom where something else is wrong as well: causes that were named do not explain it, so more than one remains. It
 * is asked for once causes are established, and no prediction of any hypothesis.
 */
export interface Rest {
  /** "small probes to the receiver". */
  readonly title: string;
  /** What is said of the count; "missing" unless told. */
  readonly word?: string;
  readonly missing: FieldRef;
  /** Out of how many; for the interval and the sentence. */
  readonly of?: FieldRef;
  /** Something is left over when this holds. */
  readonly present: Comparison & { readonly test: string; readonly role: string };
  /** Hypotheses that leave it over: it is asked for only where one of them is named. Absent: beside any of them. */
  readonly beside?: readonly string[];
  /**
   * It makes the symptom by itself. Where it is seen and each cause is refuted, more than one thing is at work, each refuted for what the
   * others did: nobody may say "none of these" then.
   */
  readonly suffices?: boolean;
  /** What it means, half a sentence: "something besides loses packets of any size". */
  readonly means: string;
  /** The runbook that looks for it; absent where this one does, once what was named is mended. */
  readonly leadsTo?: string;
}

/**
 * What a named cause may keep everything behind it from: a place that nothing got to in the window. What acts only there was not seen at
 * work, so its silence says nothing about it.
 */
export interface Hide {
  /** It holds where nothing got there. */
  readonly present: Comparison & { readonly test: string; readonly role: string };
  /** Hypotheses that could have shown only there. */
  readonly hypotheses: readonly string[];
  /** On hosts of these roles. Absent: wherever they may be. */
  readonly at?: readonly string[];
  /** What did not get where, and what was not seen for that, half a sentence: "no attempt reached the service, so its queue was not put to the test". */
  readonly means: string;
}

export interface Reproduction {
  readonly collect: string;
  readonly role: string;
  readonly args: Readonly<Record<string, Arg>>;
  /** What takes their place in a watch: fewer and slower probes, so that a day of it costs the host under 1 % of a core. */
  readonly watchArgs?: Readonly<Record<string, Arg>>;
  /** In a watch, a window that took less is not followed by the next one sooner. For probes that cannot be slowed down. */
  readonly watchEverySeconds?: number;
  readonly why: string;
  /** All must hold, else the window proves nothing: "sent at least 90 % of what was asked". */
  readonly proof: readonly Comparison[];
  /** The smallest fraction that must have been visible (rule of three): an input's name in percent, e.g. "expectedLossPercent". */
  readonly smallestPercentInput?: string;
  readonly sentField: string;
  /** The argument that says how many probes are sent, raised where a confirmation needs more. Default "count". */
  readonly countArg?: string;
}

export interface Accounts {
  readonly measure: string;
  /** The mechanism's own count on the same host, in the same window. */
  readonly by: FieldRef;
  /** The same count from elsewhere, for where `by` is unknown or stayed at zero: a rule without a counter, and the drop trace. The first above zero is taken. */
  readonly or?: readonly FieldRef[];
  /** How many packets passed the mechanism in the window. A count that is larger than what is missing may then fit by its share: it drops others alike. */
  readonly outOf?: FieldRef;
  /** It drops in bursts: evenly spaced probes meet it up to twice, or half, as often as other packets do, and the shares may differ by that. */
  readonly bursts?: true;
  /** It picks what it drops (a rule, a class of traffic): a count larger than what is missing then says nothing about these packets. */
  readonly picks?: boolean;
  /** How far the count may be from what is missing and still account for it. Never tighter than ±2 (two windows never close at the same instant). */
  readonly tolerancePercent: number;
}

export interface Advice {
  readonly now: string;
  readonly permanent: string;
  readonly risk: "none" | "reload" | "outage";
  readonly undo: string;
}

/** A Prometheus rule, or the honest sentence that no counter shows it. */
export type Alert =
  | {
      readonly expr: string;
      readonly for: string;
      readonly say: string;
      /** What has to run, or be told, before it can fire: all that node_exporter does not do as it comes. Without it the rule would be silent and look like peace. */
      readonly needs?: readonly string[];
    }
  | { readonly none: string };

/**
 * What may stand in a hole of advice: an input, a field of the cause's own host (or of the host in the role that it names), or another column of the guilty row
 * in whatever table has it.
 */
export type HoleSource =
  | { readonly input: string }
  | { readonly field: FieldRef }
  | { readonly row: { readonly test: string; readonly table: string; readonly column: string } };

export interface Hypothesis {
  /** The cause, as a sentence a colleague can disagree with. `{host}` and `{object}` are filled in. */
  readonly claim: string;
  /** Where the mechanism is documented: kernel source at a tag, man page, RFC. */
  readonly source: string;
  /** The roles on whose hosts this can be the cause: one hypothesis per host. Empty: one for the whole incident. */
  readonly at: readonly string[];
  /** What is guilty: the row of a table with the greatest value of `by`. `say` has `{key}`; `some` is said while no row is known: "a leg". */
  readonly object?: {
    readonly test: string;
    readonly table: string;
    readonly by: string;
    readonly say: string;
    readonly some?: string;
    readonly of?: "change" | "once" | "during" | "after";
    /** Tables that name it where that one has no row above zero. */
    readonly or?: readonly {
      readonly test: string;
      readonly table: string;
      readonly by: string;
      readonly of?: "change" | "once" | "during" | "after";
    }[];
  };
  readonly accounts?: Accounts;
  /** Supported by elimination too: its necessary predictions hold and every other hypothesis is refuted. Established only if something characteristic shows it. */
  readonly remainder?: boolean;
  /** The runbook that investigates it: a verdict of a first look hands over to it. */
  readonly leadsTo?: string;
  /** Which role of that runbook is filled by whom of this one, where their names do not tell. */
  readonly leadsAs?: Readonly<Record<string, string>>;
  /** Other hypotheses that this one brings about or worsens when both are true (told as contributing, not as rivals). */
  readonly contributesTo?: readonly string[];
  /**
   * How the symptom has to look for this to make it by itself. Where it looks otherwise, this is a condition of something else: told as contributing, and
   * never named.
   */
  readonly alone?: Comparison & { readonly test: string; readonly role: string };
  /**
   * When what is wrong was changed last, where a reading of its host dates it: a gauge in seconds before it was read. `say` has `{host}`: "the configuration
   * of keepalived on {host} was changed". Told as what may have set it off, never judged.
   */
  readonly setOff?: { readonly test: string; readonly field: string; readonly say: string };
  /** The reversible change that takes this mechanism away on its host, so that a person can have it proven. */
  readonly intervention?: Intervention;
  /** Things that look like it, and what tells them apart. */
  readonly lookAlikes: readonly { readonly what: string; readonly separator: string }[];
  readonly advice: Advice;
  /** By the words between the angle brackets of the advice: where they were read. What was not read stays a hole, and is named. */
  readonly holes?: Readonly<Record<string, HoleSource>>;
  readonly alert: Alert;
}

export interface Test {
  readonly id: string;
  readonly collect: string;
  /** One run per host of these roles. */
  readonly on: readonly string[];
  readonly phase: Phase;
  /** `around`: before and after the reproduction; `during`: a sensor armed before it and stopped after; `once`: any time. */
  readonly when: "around" | "during" | "once";
  readonly args?: Readonly<Record<string, Arg>>;
  /** Why this is worth looking at: what each outcome would rule out. Shown to the engineer. */
  readonly why: string;
  /** What a person is asked, where `collect` is "person": last of all, alone, and only while its answer would tell rivals apart. */
  readonly ask?: Ask;
  /** By hypothesis: what it deduces about this reading, on its own host. */
  readonly predicts: Readonly<Record<string, readonly Claim[]>>;
}

export interface Runbook {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** As the customer would say it; ranked against what is typed on the start page. */
  readonly symptoms: readonly string[];
  readonly roles: Readonly<Record<string, RoleSpec>>;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly reproduction?: Reproduction;
  readonly measures: Readonly<Record<string, Measure>>;
  readonly rests?: Readonly<Record<string, Rest>>;
  readonly hides?: Readonly<Record<string, Hide>>;
  readonly hypotheses: Readonly<Record<string, Hypothesis>>;
  readonly tests: readonly Test[];
  /** Set on what a sweep asks of each host (machines/sweep/signature.ts); no author writes it. */
  readonly signature?: SignatureOf;
}

/** One cause's predictions, as far as they can be looked at on one host without making the symptom show. No rival is looked at. */
export interface SignatureOf {
  readonly hypothesis: string;
  /** Predictions that are looked at, of how many the runbook has of this cause. */
  readonly asked: number;
  readonly of: number;
}
