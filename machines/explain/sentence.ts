import type { InstanceStanding, Remaining, Runbook, Verdict } from "../contract/index.ts";
import type { Reproduced } from "../conclude/window-state.ts";
import { countHypotheses } from "./hypothesis.ts";
import { isLook } from "./look.ts";
import { countOf, formatNumber, formatPercent, listOf } from "./number.ts";

export interface SentenceParts {
  readonly kind: Verdict["kind"];
  readonly runbook: Runbook;
  /** Those that are named, or that cannot be told apart. */
  readonly named: readonly InstanceStanding[];
  readonly certain: boolean;
  /** Something that could be the cause instead of one that is named is not refuted. */
  readonly contested: boolean;
  /** Supported, and neither named nor contributing. */
  readonly besides: readonly InstanceStanding[];
  /** Supported, and no cause of this symptom by themselves, where nothing is named. */
  readonly conditions: readonly InstanceStanding[];
  readonly standings: readonly InstanceStanding[];
  /** What the named causes do not explain. */
  readonly remains: readonly Remaining[];
  readonly reproduced: Reproduced;
  readonly symptom: Verdict["symptom"];
}

/** The verdict in one sentence. */
export function sayVerdict(parts: SentenceParts): string {
  if (parts.runbook.signature !== undefined && parts.reproduced.kind !== "notShown") return saySignature(parts);
  switch (parts.kind) {
    case "cause":
      return sayCause(parts);
    case "several":
      if (isLook(parts.runbook)) return sayLook(parts);
      return `Several causes fit and cannot be told apart: ${parts.named.map(claimOf).join("; ")}.`;
    case "noneOfThese":
      if (isLook(parts.runbook))
        return "Nothing that moves, waits or differs on these hosts points at a kind of incident that a runbook investigates.";
      return `${saySymptom(parts)}, and the evidence refutes ${sayRefuted(parts)}.`;
    case "symptomAbsent":
      return sayAbsent(parts);
    case "undetermined":
      return `Not determined: ${sayWhyNot(parts)}.${sayConditions(parts)}`;
  }
}

/** What no named host could have was not looked for. */
function sayRefuted({ standings, runbook }: SentenceParts): string {
  const [refuted, known] = [countHypotheses(standings), Object.keys(runbook.hypotheses).length];
  if (refuted === known)
    return refuted === 1 ? "the one cause that this runbook knows" : `each of the ${formatNumber(refuted)} causes that this runbook knows`;
  return `${refuted === 1 ? "the one cause" : `each of the ${formatNumber(refuted)} causes`} that could be looked for, of ${formatNumber(known)} that this runbook knows`;
}

const sayConditions = ({ conditions }: SentenceParts): string =>
  conditions.length === 0 ? "" : ` True, and no cause of this by itself: ${conditions.map(claimOf).join("; ")}.`;

/** One cause was looked at, and no other: it was seen, is refuted, or nobody knows. */
function saySignature({ kind, standings, reproduced, runbook, remains }: SentenceParts): string {
  // A host that was not reached, or whose kernel is none that collectors know.
  if (standings.length === 0) return "Not determined: nothing could be read from the host.";
  const claims = standings.map(claimOf).join("; ");
  if (kind === "cause") return `It shows here: ${claims}. Whether it is the cause of anything was not looked at.`;
  if (kind === "noneOfThese") return `The evidence refutes it here: ${claims}.`;
  const idle = reproduced.kind === "impossible" || reproduced.kind === "unproven";
  return idle
    ? `Not determined: ${sayWhyNot({ standings, reproduced, runbook, remains, conditions: [] })}.`
    : `Neither seen nor refuted here: ${claims}.`;
}

function sayCause({ named, certain, contested, besides, remains, standings }: SentenceParts): string {
  const claims = named.map(claimOf).join("; ");
  const left = remains.length === 0 ? "" : ` More than that is wrong: ${remains.map(({ say }) => say).join(" ")}`;
  const also = besides.length === 0 ? "" : ` Supported too, but not needed to account for it: ${besides.map(claimOf).join("; ")}.`;
  const hearsay =
    standings.some(({ said }) => said === true) && standings.every((each) => named.includes(each) || each.standing === "refuted");
  const why = contested ? "with rivals that are not refuted" : "though no rival is left";
  if (!certain) return `Suspected, ${hearsay ? "by what people said and nobody measured" : why}: ${claims}.${left}`;
  return `${named.length === 1 ? capital(claims) : `${formatNumber(named.length)} causes together: ${claims}`}.${also}${left}`;
}

/** Three and more in one sentence are a paragraph that nobody reads; they are listed anyway. */
function sayLook({ named }: SentenceParts): string {
  if (named.length < 3) return `Several kinds of trouble show: ${named.map(claimOf).join("; ")}.`;
  const kinds = new Set(named.map(({ hypothesis }) => hypothesis)).size;
  const show = kinds === 1 ? "One kind of trouble shows on several hosts" : `${formatNumber(kinds)} kinds of trouble show`;
  return `${show}, each with a runbook that it leads to.`;
}

function sayAbsent({ reproduced }: SentenceParts): string {
  if (reproduced.kind !== "notShown" || reproduced.sent === null) return "The symptom did not show while it was looked for.";
  const shown = `The symptom did not show in ${countOf(reproduced.sent, "probe")}`;
  return reproduced.percent === null
    ? `${shown}.`
    : `${shown}, which excludes ${formatPercent(reproduced.percent)} and more (95 %, rule of three).`;
}

function sayWhyNot({
  reproduced,
  standings,
  runbook,
  remains,
  conditions,
}: Pick<SentenceParts, "reproduced" | "standings" | "runbook" | "remains" | "conditions">): string {
  const role = runbook.roles[runbook.reproduction?.role ?? ""]?.title ?? runbook.reproduction?.role ?? "";
  switch (reproduced.kind) {
    case "impossible":
      return reproduced.why === "noHost"
        ? `no host was given that can reproduce the symptom (${role})`
        : `the host that reproduces the symptom (${role}) could not be reached`;
    case "notYet":
      return "the symptom has not been reproduced yet";
    case "unproven":
      return reproduced.reason;
    case "notShown":
      return sayTooFew(reproduced);
    default:
      return reproduced.kind === "notNeeded" && reproduced.shown === false
        ? "the symptom was not there when it was measured"
        : sayOpen({ standings, remains, conditions }, isLook(runbook));
  }
}

function sayTooFew({ sent, needed, percent }: Extract<Reproduced, { kind: "notShown" }>): string {
  if (needed === null || percent === null) return "the symptom did not show, and it was not said how small a share must have been visible";
  if (sent === null) return "the symptom did not show, and it is unknown how many probes were sent";
  return `the symptom did not show in ${countOf(sent, "probe")}, but ${formatNumber(needed)} are needed to exclude ${formatPercent(percent)}`;
}

function sayOpen({ standings, remains, conditions }: Pick<SentenceParts, "standings" | "remains" | "conditions">, look: boolean): string {
  const open = countHypotheses(standings.filter(({ standing }) => standing === "open"));
  const said = countHypotheses(standings.filter((each) => each.said === true));
  if (open === 0 && said > 0)
    return `every cause is refuted, ${countOf(said, "of them", "of them")} only by what people said: nobody measured it`;
  if (open === 0 && remains.length > 0)
    return `each cause by itself is refuted, and more than one thing is wrong: ${remains.map(({ say }) => say.replace(/\.$/, "")).join("; ")}`;
  if (open === 0 && conditions.length > 0) return "the evidence refutes every cause that would make the symptom by itself";
  if (open === 0) return "the evidence refutes every cause, but the symptom itself was not measured";
  if (look) return "no sign of trouble was seen, but not everything that could show one was read";
  return standings.every(({ standing }) => standing === "open")
    ? "nothing supports or refutes any of the causes"
    : `${countOf(open, "cause is", "causes are")} neither supported nor refuted`;
}

function saySymptom({ symptom, runbook }: SentenceParts): string {
  const present = symptom.filter((each) => each.present === true).map((each) => runbook.measures[each.measure]?.title ?? each.measure);
  return present.length === 0 ? "The symptom was reported" : `The symptom is there (${listOf(present)})`;
}

const claimOf = ({ claim }: InstanceStanding): string => claim.replace(/\.$/, "");
/** Names keep their case: only a claim that begins with an ordinary lower-case word gets a capital. */
const capital = (text: string): string => (/^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);
