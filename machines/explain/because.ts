import type { Certainty, InstanceStanding } from "../contract/index.ts";
import { countOf, formatNumber } from "./number.ts";

/** What a certainty rests on. */
export interface Grounds {
  readonly certainty: Certainty;
  readonly characteristic: boolean;
  /** Its own count, alone or with others, is what is missing. */
  readonly accounts: boolean;
  readonly rivals: number;
  readonly rejected: number;
}

/** Why this certainty and no other, one sentence. */
export function sayBecause(standing: InstanceStanding, grounds: Grounds): string {
  const counts = sayCounts(standing);
  if (grounds.certainty === "confirmed") return "The symptom and its mechanism went away with the change, and came back without it.";
  if (grounds.certainty === "suspected") return saySuspected(grounds, counts);
  if (grounds.accounts && standing.accountsFor?.matches === true)
    return `What is characteristic of it was seen, and its own count is what is missing: ${counts}.`;
  if (grounds.accounts)
    return `What is characteristic of it was seen, and together with the other named causes it counts what is missing: ${counts}.`;
  const rest = counts === null ? "" : ` Its own count: ${counts}.`;
  return `What is characteristic of it was seen, and ${grounds.rejected === 0 ? "nothing else is left" : `the evidence refutes ${countOf(grounds.rejected, "rival")}, which is every other one`}.${rest}`;
}

function saySuspected(grounds: Grounds, counts: string | null): string {
  if (!grounds.characteristic) return "Everything else is refuted, but nothing shows it directly: this rests on elimination alone.";
  const accounted =
    counts === null ? "nothing counts how much of the symptom it explains" : `its own count is not what is missing: ${counts}`;
  return `What is characteristic of it was seen, but ${countOf(grounds.rivals, "rival")} ${grounds.rivals === 1 ? "is" : "are"} not refuted and ${accounted}.`;
}

const sayCounts = ({ accountsFor }: InstanceStanding): string | null =>
  accountsFor === undefined ? null : `${formatNumber(accountsFor.counted)} counted, ${formatNumber(accountsFor.missing)} missing`;
