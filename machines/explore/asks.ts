import { PERSON, type Claim, type Runbook, type Test } from "../contract/index.ts";
import { namesIn } from "../plan/ask.ts";
import { finding, type Finding } from "./finding.ts";

/** How a question to a person has to be written, so that it can be asked, answered, and never takes the place of a measurement. */
export function askFindings(runbook: Runbook, test: Test): readonly Finding[] {
  const say = (text: string): Finding => finding("ask", `Test ${test.id}: ${text}`);
  const { ask } = test;
  if (ask === undefined)
    return test.collect === PERSON ? [say('it is answered by a person and asks nothing. Add "ask", or another collector.')] : [];
  if (test.collect !== PERSON) return [say(`it asks a person, and collects ${test.collect}. Write collect: "${PERSON}".`)];
  const known = ["host", ...Object.keys(runbook.inputs), ...Object.keys(runbook.roles)];
  const odd = namesIn(ask).filter((name) => !known.includes(name));
  const values = Object.keys(ask.choices);
  return [
    ...(test.phase === "verdict" ? [] : [say("people are asked last. Put it into the phase verdict.")]),
    ...(test.when === "once" ? [] : [say("nobody looks something up within a window. Ask it once.")]),
    ...(/\?$/.test(ask.question.trim()) ? [] : [say("its question does not end with a question mark.")]),
    ...(ask.where.trim() === "" ? [say('it does not say how to look it up. Fill "where".')] : []),
    ...odd.map((name) => say(`nothing is called {${name}}. Use one of: ${known.join(", ")}.`)),
    ...(values.length < 2 ? [say("one answer is none: give two choices at least.")] : []),
    ...Object.entries(ask.choices)
      .filter(([value, words]) => !/^[a-z][A-Za-z0-9]*$/.test(value) || words.trim() === "")
      .map(([value]) => say(`the choice ${value} needs a name of letters and digits, and words for its button.`)),
    ...Object.values(test.predicts)
      .flat()
      .flatMap((claim) => claimFindings(claim, values).map(say)),
    ...Object.keys(test.predicts)
      .filter((id) => !isMeasured(runbook, id))
      .map((id) =>
        say(`${id} has no necessary prediction about anything measured, so it would stay a rival for ever where nobody knows the answer.`),
      ),
  ];
}

/** A claim that no answer can meet, or that is about what cannot be answered. */
function claimFindings({ field, value }: Claim, values: readonly string[]): readonly string[] {
  if (field !== "answer") return [`a claim is about its ${field}, and all that a person gives is its answer.`];
  return typeof value === "string" && values.includes(value)
    ? []
    : [`a claim compares its answer with ${JSON.stringify(value)}, which is no choice. Use one of: ${values.join(", ")}.`];
}

const isMeasured = ({ tests }: Runbook, hypothesis: string): boolean =>
  tests.some(
    ({ ask, predicts }) => ask === undefined && (predicts[hypothesis] ?? []).some(({ strength }) => strength !== "characteristic"),
  );
