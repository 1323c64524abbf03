import type { PrintedEvidence, PrintedHypothesis, PrintedReport } from "./said.ts";
import { keysOf, type Subject } from "./subject.ts";

/** Why the right cause was not named or only suspected, and why a wrong one was, as far as the printed evidence shows it. */
export function whyWrong(subject: Subject, { verdict, hypotheses }: PrintedReport): string {
  if (verdict.kind === "symptomAbsent" && subject.causes.length > 0) return verdict.say;
  const missed = subject.causes.flatMap(({ id, host }) => {
    if (verdict.kind === "cause" && verdict.causes.some((cause) => cause.id === id && isAt(subject, host, cause.object.host))) return [];
    const mine = hypotheses.filter((each) => each.id === id && isAt(subject, host, each.host));
    return mine.length === 0 ? [`no hypothesis ${id}${host === undefined ? "" : ` for ${host}`}`] : mine.map(whyNot);
  });
  const truths = new Set<string>([...subject.causes, ...(subject.contributing ?? [])].map(({ id }) => id));
  const wrong = verdict.causes.filter(({ id }) => !truths.has(id));
  const spoke = wrong.map(({ id, object }) =>
    whyNamed(
      hypotheses.find((each) => each.id === id && each.host === object.host),
      id,
    ),
  );
  const named = new Set(verdict.causes.map(({ id, object }) => `${id} ${object.host ?? ""}`));
  const suspected = verdict.kind === "cause" && verdict.causes.every(({ certainty }) => certainty === "suspected");
  const rivals = hypotheses.filter(({ id, host, standing }) => standing !== "refuted" && !named.has(`${id} ${host ?? ""}`));
  const whys = [...new Set([...missed, ...spoke, ...(suspected ? rivals.map(whyNot) : [])])];
  // Without a rival, only the verdict knows why it is not certain.
  return (whys.length > 0 || !suspected ? whys : verdict.causes.flatMap(({ because = [] }) => because)).join("; ");
}

const isAt = (subject: Subject, host: string | undefined, key: string | undefined): boolean =>
  host === undefined || (key !== undefined && keysOf(subject, host).includes(key));

function whyNot({ id, host, standing, evidence }: PrintedHypothesis): string {
  const subject = `${id}${host === undefined ? "" : ` on ${host}`}`;
  const of = (state: string, wanted: (strength: string) => boolean): readonly PrintedEvidence[] =>
    evidence.filter((each) => each.state === state && wanted(each.strength));
  if (standing === "refuted")
    return `${subject} was refuted: ${few(of("failed", (strength) => strength !== "characteristic").map(sentence))}`;
  if (standing === "supported") return `${subject} was supported, with rivals left`;
  const unknown = [...new Set(of("unknown", () => true).map(({ test, reason = "unknown" }) => `${test}: ${reason}`))];
  const lacking = of("failed", (strength) => strength !== "necessary").map(sentence);
  return `${subject} stayed open: ${few([...unknown, ...lacking]) || "nothing spoke for it"}`;
}

function whyNamed(hypothesis: PrintedHypothesis | undefined, id: string): string {
  const held = (hypothesis?.evidence ?? []).filter(({ state, strength }) => state === "held" && strength !== "necessary");
  return held.length === 0 ? `${id} stood alone after the others were refuted` : `what spoke for ${id}: ${few(held.map(sentence))}`;
}

const few = (sentences: readonly string[]): string =>
  sentences.length > 2 ? `${sentences.slice(0, 2).join(", ")} and ${sentences.length - 2} more` : sentences.join(", ");

const sentence = ({ test, host, field, is, saw, against }: PrintedEvidence): string =>
  `${test}.${field} on ${host} was ${String(saw)} (asked: ${is} ${String(against)})`;
