import { clsx } from "clsx";
import { Circle, CircleDashed, CircleDot, CircleQuestionMark, CircleSlash, Hand, OctagonX, Unplug, type LucideIcon } from "lucide-react";
import type { CellState } from "#machines/sweep/cell-state.ts";
import type { SweepItem } from "#server/read/sweeps.ts";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./sweeps.module.css";

export const SWEEP_SAYS: Readonly<Record<SweepItem["status"], string>> = { running: "Reading hosts", ended: "Ended", stopped: "Stopped" };

interface StateWords {
  readonly icon: LucideIcon;
  readonly say: string;
  /** What it means, above the hosts of which it is so. */
  readonly means: string;
  readonly tone: string | undefined;
}

export const STATE: Readonly<Record<CellState, StateWords>> = {
  matches: {
    icon: CircleDot,
    say: "Shows it",
    means: "What is characteristic of it was seen. No rival was looked at: investigate.",
    tone: styles.matches,
  },
  cannotTell: {
    icon: CircleQuestionMark,
    say: "Cannot tell",
    means: "Something could not be read. That rules nothing out.",
    tone: styles.unknown,
  },
  unreached: { icon: Unplug, say: "Not reached", means: "Nothing of these hosts is known.", tone: styles.unreached },
  waiting: {
    icon: Hand,
    say: "Waits for approval",
    means: "Whoever approves keys opens the host and compares its fingerprint.",
    tone: styles.unknown,
  },
  stopped: { icon: OctagonX, say: "Stopped", means: "Ended before it was known.", tone: styles.quiet },
  running: { icon: CircleDashed, say: "Being read", means: "", tone: styles.open },
  pending: { icon: Circle, say: "Not read yet", means: "", tone: styles.quiet },
  notSeen: {
    icon: CircleSlash,
    say: "Not seen",
    means: "All was read, and nothing characteristic shows now. That refutes nothing.",
    tone: styles.open,
  },
  refuted: { icon: CircleSlash, say: "Refuted", means: "Something that it needs is not so.", tone: styles.quiet },
};

/** A state always has word, icon and colour. */
export function StateWord({ state }: { readonly state: CellState }): React.JSX.Element {
  const { icon: Icon, say, tone } = STATE[state];
  return (
    <span className={clsx(styles.word, tone)}>
      <Icon size={14} strokeWidth={STROKE} aria-hidden /> {say}
    </span>
  );
}
