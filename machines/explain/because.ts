import type { Certainty, InstanceStanding, SignatureOf } from "../contract/index.ts";
import { countOf, formatNumber, listOf } from "./number.ts";

/** What a certainty rests on. */
export interface Grounds {
  readonly certainty: Certainty;
  readonly characteristic: boolean;
  /** Its own count, alone or with others, is what is missing. */
  readonly accounts: boolean;
  /** Hypotheses, on whichever hosts. */
  readonly rivals: number;
  readonly rejected: boolean;
  /** Whether all of what is rejected, or some of it, was never got to: it did not take it, and nobody knows whether it would. */
  readonly hidden?: "all" | "some";
  /** Causes that sit on hosts nobody named: nothing rules them out, and nothing was looked at that could. */
  readonly unplaced?: number;
  /** People whose words it rests on: it stands so by them alone, or so many rivals are ruled out by them alone. */
  readonly words?: { readonly by: readonly string[]; readonly itself: boolean; readonly silenced: number };
  /** It is there, and does not make this symptom by itself: nothing is its rival. */
  readonly condition?: true;
  /** Only this one cause was looked at, by a part of its predictions. */
  readonly signature?: SignatureOf;
}

/** Why this certainty and no other. What rests on there being no rival says which were not looked for. */
export function sayBecause(standing: InstanceStanding, grounds: Grounds): string {
  const { unplaced = 0 } = grounds;
  const said = sayGrounds(standing, grounds);
  if (unplaced === 0 || !restsOnOthers(grounds)) return said;
  return `${said} ${countOf(unplaced, "cause was", "causes were")} not looked for: no host was named that could have ${unplaced === 1 ? "it" : "them"}.`;
}

const restsOnOthers = ({ certainty, accounts, condition, signature }: Grounds): boolean =>
  certainty !== "confirmed" && condition !== true && signature === undefined && !(accounts && certainty === "established");

function sayGrounds(standing: InstanceStanding, grounds: Grounds): string {
  const counts = sayCounts(standing);
  if (grounds.certainty === "confirmed") return "The symptom and its mechanism went away with the change, and came back without it.";
  if (grounds.certainty === "suspected") return saySuspected(standing, grounds);
  if (grounds.condition === true) return "What is characteristic of it was seen. It does not make this symptom by itself.";
  if (grounds.accounts && standing.accountsFor?.matches === true)
    return `What is characteristic of it was seen, and its own count is what is missing: ${sayCounts(standing, false)}.`;
  if (grounds.accounts)
    return `What is characteristic of it was seen, and together with the other named causes it counts what is missing: ${counts}.`;
  const alike = standing.accountsFor?.fit === "share" ? "It dropped others too, and as large a share of them" : "Its own count";
  const rest = counts === null ? "" : ` ${alike}: ${counts}.`;
  return `What is characteristic of it was seen, and ${sayRejected(grounds)}.${rest}`;
}

/** Without numbers: one hypothesis may be refuted on one host and not got to on another, and what four hosts could have stands in the lists once. */
function sayRejected({ rejected, hidden }: Grounds): string {
  if (!rejected) return "nothing else is left";
  if (hidden === undefined) return "the evidence refutes every rival on the hosts looked at";
  if (hidden === "all") return "nothing got to any rival that it has";
  return "the evidence refutes some of its rivals, and nothing got to the others";
}

function saySuspected(standing: InstanceStanding, grounds: Grounds): string {
  if (grounds.signature !== undefined) return sayMatch(grounds.signature);
  if (grounds.words !== undefined) return saySaid(standing, grounds, grounds.words);
  if (!grounds.characteristic) return "Everything else is refuted, but nothing shows it directly: this rests on elimination alone.";
  const left =
    grounds.rivals === 0
      ? "every rival is refuted"
      : `${countOf(grounds.rivals, "rival")} ${grounds.rivals === 1 ? "is" : "are"} not refuted`;
  const but = grounds.rivals === 0 ? ", and" : ", but";
  const then = grounds.rivals === 0 ? "but" : "and";
  return `What is characteristic of it was seen${but} ${left} ${then} ${sayFit(standing)}.`;
}

const NOBODY_MEASURED = "nobody measured it";

/** What rests on words is told with whose they are. */
function saySaid(standing: InstanceStanding, grounds: Grounds, { by, itself, silenced }: NonNullable<Grounds["words"]>): string {
  const as = `as ${listOf(by)} said`;
  const open = grounds.rivals === 0 ? [] : [`${countOf(grounds.rivals, "rival is", "rivals are")} not refuted`];
  if (itself) {
    const rest = [...(silenced === 0 ? [] : [`${countOf(silenced, "rival is", "rivals are")} ruled out so, too`]), ...open];
    return `What is characteristic of it is there ${as}: ${[NOBODY_MEASURED, ...rest].join(", and ")}.`;
  }
  const shown = grounds.characteristic ? "What is characteristic of it was seen" : "Nothing shows it directly";
  const out = `${countOf(silenced, "rival is", "rivals are")} ruled out ${as}: ${NOBODY_MEASURED}`;
  const fit = standing.accountsFor === undefined ? [] : [sayFit(standing)];
  return `${shown}, and ${[out, ...open, ...fit].join(", and ")}.`;
}

function sayMatch({ asked, of }: SignatureOf): string {
  const looked = asked === of ? "Each of its predictions" : `${formatNumber(asked)} of its ${formatNumber(of)} predictions`;
  return `${looked} could be looked at without the symptom, and what is characteristic of it was seen. No rival was looked at.`;
}

/** How far its own count is from what is missing, and what that leaves open. */
function sayFit(standing: InstanceStanding): string {
  const counts = sayCounts(standing);
  switch (standing.accountsFor?.fit) {
    case undefined:
      return "nothing counts how much of the symptom it explains";
    case "none":
      return `its own count did not move: ${counts}`;
    case "part":
      return `its own count is not what is missing: ${counts}, so something else took the rest`;
    case "more":
      return `its own count is not what is missing: ${counts}, so it dropped others, and nothing says that it dropped these`;
    case "share":
      return `its own count is larger because it dropped others too: ${counts}`;
    case "whole":
      return `another one counts as much: ${counts}`;
  }
}

/** `share`: of how many; says nothing where the count alone is what is missing. */
function sayCounts({ accountsFor }: InstanceStanding, share = true): string | null {
  if (accountsFor === undefined) return null;
  const { counted, missing, outOf } = accountsFor;
  return `${formatNumber(counted)}${outOf === undefined || !share ? "" : ` of ${formatNumber(outOf)}`} counted, ${formatNumber(missing)} missing`;
}
