import { clsx } from "clsx";
import {
  Check,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleQuestionMark,
  CircleSlash,
  CircleX,
  Hand,
  OctagonAlert,
  OctagonX,
  Pause,
  X,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import styles from "./atoms.module.css";

export type WordKind = "held" | "failed" | "unknown" | "testing" | "open" | "supported" | "refuted";

const WORD: Readonly<Record<WordKind, { readonly icon: LucideIcon; readonly say: string; readonly tone: string | undefined }>> = {
  held: { icon: CircleCheck, say: "Held", tone: styles.held },
  failed: { icon: CircleX, say: "Failed", tone: styles.failed },
  unknown: { icon: CircleQuestionMark, say: "Unknown", tone: styles.unknown },
  testing: { icon: CircleDashed, say: "Testing", tone: styles.open },
  open: { icon: Circle, say: "Open", tone: styles.open },
  supported: { icon: CircleDot, say: "Supported", tone: styles.supported },
  refuted: { icon: CircleSlash, say: "Refuted", tone: styles.refuted },
};

export const STROKE = 1.75;

/** Evidence and standing always carry word, icon and colour. */
export function Word({ kind, say }: { readonly kind: WordKind; readonly say?: string }): React.JSX.Element {
  const { icon: Icon, say: word, tone } = WORD[kind];
  return (
    <span className={clsx(styles.word, tone)}>
      <Icon size={14} strokeWidth={STROKE} aria-hidden /> {say ?? word}
    </span>
  );
}

export function StandingIcon({ kind, pulse = false }: { readonly kind: WordKind; readonly pulse?: boolean }): React.JSX.Element {
  const { icon: Icon, say, tone } = WORD[kind];
  return <Icon size={16} strokeWidth={STROKE} role="img" aria-label={say} className={clsx(tone, pulse && styles.pulse)} />;
}

export function Tally({ held, failed, unknown }: Readonly<Record<"held" | "failed" | "unknown", number>>): React.JSX.Element {
  return (
    <span className={styles.tally}>
      <Count count={held} say="held" icon={Check} />
      <Count count={failed} say="failed" icon={X} />
      <Count count={unknown} say="unknown" icon={CircleQuestionMark} />
    </span>
  );
}

function Count({
  count,
  say,
  icon: Icon,
}: {
  readonly count: number;
  readonly say: "held" | "failed" | "unknown";
  readonly icon: LucideIcon;
}): React.JSX.Element {
  return (
    <span className={count === 0 ? styles.zero : styles[say]} title={`${count} ${say}`}>
      <Icon size={12} strokeWidth={STROKE} aria-hidden />
      {count}
      <span className="visually-hidden">{say}</span>
    </span>
  );
}

export interface Ended {
  readonly status: "running" | "waiting" | "paused" | "concluded" | "stopped";
  readonly verdict: string | null;
  readonly certainty: string | null;
  /** A change that it made is not proven to be undone. Whatever else is true of it, this is said. */
  readonly stuck?: boolean;
  /** While it waits: whom or what for, as whoever looks reads it. */
  readonly waitsFor?: string | null;
}

/** How an investigation stands or ended: one icon, one word. */
export function outcomeOf({ status, verdict, certainty, stuck = false, waitsFor }: Ended): {
  readonly icon: LucideIcon;
  readonly say: string;
  readonly tone: string | undefined;
} {
  if (stuck) return { icon: OctagonAlert, say: "Not undone", tone: styles.failed };
  if (status === "running") return { icon: CircleDashed, say: "Collecting", tone: styles.open };
  if (status === "waiting") return { icon: Hand, say: `Waits for ${waitsFor ?? "an answer"}`, tone: styles.unknown };
  if (status === "paused") return { icon: Pause, say: "Paused", tone: styles.open };
  if (status === "stopped") return { icon: OctagonX, say: "Stopped", tone: styles.refuted };
  switch (verdict) {
    case "cause":
      return certainty === "suspected"
        ? { icon: Circle, say: "Suspected", tone: styles.open }
        : { icon: CircleDot, say: certainty === "confirmed" ? "Confirmed" : "Established", tone: styles.supported };
    case "several":
      return certainty === "suspected"
        ? { icon: CircleQuestionMark, say: "Several suspected", tone: styles.unknown }
        : { icon: CircleDot, say: "Several causes", tone: styles.supported };
    case "noneOfThese":
      return { icon: CircleSlash, say: "None of these", tone: styles.refuted };
    case "symptomAbsent":
      return { icon: CircleSlash, say: "Symptom absent", tone: styles.refuted };
    default:
      return { icon: CircleQuestionMark, say: "Undetermined", tone: styles.unknown };
  }
}

export function Outcome(ended: Ended): React.JSX.Element {
  const { icon: Icon, say, tone } = outcomeOf(ended);
  return (
    <span className={clsx(styles.word, tone)}>
      <Icon size={14} strokeWidth={STROKE} aria-hidden /> {say}
    </span>
  );
}

export function OutcomeIcon(ended: Ended): React.JSX.Element {
  const { icon: Icon, say, tone } = outcomeOf(ended);
  return <Icon size={16} strokeWidth={STROKE} role="img" aria-label={say} className={tone} />;
}
