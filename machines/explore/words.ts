import { PHASES, type Hypothesis, type Phase, type Runbook, type Test } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { askFindings } from "./asks.ts";
import { finding, type Finding } from "./finding.ts";

/** Rules about how a runbook is written: what a reader, a review and the engine need from it besides names that exist. */
export function wordFindings(runbook: Runbook): readonly Finding[] {
  return [
    ...Object.entries(runbook.hypotheses).flatMap(([id, hypothesis]) => hypothesisWords(runbook, id, hypothesis)),
    ...runbook.tests.flatMap((test) => testWords(runbook, test)),
    ...wholeWords(runbook),
  ];
}

/** A runbook equals its JSON round trip: no functions, nothing that is lost on the way to the database and back. */
export function dataFindings(runbook: Runbook): readonly Finding[] {
  const odd = oddPath(runbook, "runbook");
  return odd === null
    ? []
    : [
        finding(
          "data",
          `${odd} does not survive JSON: a runbook is stored, printed and drawn. Use text, numbers, truths, lists and objects only; leave out what is undefined.`,
        ),
      ];
}

/** The first place whose value JSON would change or lose. */
function oddPath(value: unknown, path: string): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : path;
  if (Array.isArray(value)) return first(value.map((each: unknown, index) => oddPath(each, `${path}[${index}]`)));
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return path;
  return first(Object.entries(value).map(([name, each]) => oddPath(each, `${path}.${name}`)));
}

const first = (paths: readonly (string | null)[]): string | null => paths.find((path) => path !== null) ?? null;

/** Sources that stay as they are: RFCs, man pages, and anything that names a version or a commit. */
const STABLE = /\b(rfc-editor\.org|datatracker\.ietf\.org|man7\.org|manpages\.[a-z]+\.[a-z]+|linux\.die\.net)\/|\bRFC \d+/i;
const VERSIONED = /\/(v?\d+(\.\d+)+|v\d+|[0-9a-f]{40})(\/|$|[?#\s)])/;
const MOVING = /\/(master|main|HEAD|latest|trunk|next)(\/|$|[?#\s])/;

function hypothesisWords(runbook: Runbook, id: string, hypothesis: Hypothesis): readonly Finding[] {
  const { source, lookAlikes, advice, alert, claim, at, object } = hypothesis;
  const empty = Object.entries(advice)
    .filter(([, text]) => text.trim() === "")
    .map(([name]) => name);
  const say = (rule: string, text: string): Finding => finding(rule, `${id}: ${text}`);
  return [
    ...(MOVING.test(source) || !(STABLE.test(source) || VERSIONED.test(source))
      ? [
          say(
            "source",
            `its source is not pinned: ${source === "" ? "there is none" : source}. Link a tag, a commit, an RFC or a man page; never a branch.`,
          ),
        ]
      : []),
    ...(lookAlikes.length === 0
      ? [say("look-alikes", "it has no look-alikes. Name at least one thing that looks like it, and what tells them apart.")]
      : []),
    ...(empty.length > 0
      ? [say("advice", `its advice leaves ${empty.join(", ")} empty. Say what to do, or that nothing has to be undone.`)]
      : []),
    ...(("none" in alert ? alert.none : `${alert.expr}${alert.say}`).trim() === ""
      ? [say("alert", "its alert is empty. Give a Prometheus rule, or say why no counter shows it.")]
      : []),
    ...(claim.includes("{object}") && object === undefined
      ? [say("claim", 'its claim has {object}, but no object is declared. Add "object", or reword.')]
      : []),
    ...(claim.includes("{host}") && at.length === 0
      ? [say("claim", 'its claim has {host}, but it is about the whole incident. Add roles to "at", or reword.')]
      : []),
    ...(hypothesis.accounts !== undefined && (hypothesis.accounts.tolerancePercent < 0 || hypothesis.accounts.tolerancePercent > 50)
      ? [say("accounts", `its tolerance of ${hypothesis.accounts.tolerancePercent} % accounts for nothing or for anything. Use 0 to 50.`)]
      : []),
    ...(hypothesis.contributesTo?.includes(id) === true
      ? [say("contributes", 'it contributes to itself. Take it out of "contributesTo".')]
      : []),
    ...(Object.keys(runbook.hypotheses).length === 1
      ? [say("rivals", "it is the only hypothesis. State at least one rival: a single suspect is never tested.")]
      : []),
  ];
}

/** Phases in which hosts are read; at the verdict, people are asked what no host can tell. */
const COLLECTING: readonly Phase[] = PHASES.filter((phase) => phase !== "brief" && phase !== "verdict");

function testWords(runbook: Runbook, test: Test): readonly Finding[] {
  const say = (rule: string, text: string): Finding => finding(rule, `Test ${test.id}: ${text}`);
  return [
    ...(/^[A-Za-z][A-Za-z0-9]*$/.test(test.id) && test.id !== REPRODUCTION
      ? []
      : [say("id", 'its id has to be letters and digits, and not "reproduction": it becomes a state and part of keys.')]),
    ...(runbook.tests.filter(({ id }) => id === test.id).length > 1 ? [say("id", "there are two tests with this id. Rename one.")] : []),
    ...askFindings(runbook, test),
    ...(COLLECTING.includes(test.phase) || test.ask !== undefined
      ? []
      : [say("phase", `nothing is collected in the phase ${test.phase}. Use one of: ${COLLECTING.join(", ")}.`)]),
    ...(test.on.length === 0 ? [say("on", 'it runs nowhere. Name at least one role in "on".')] : []),
    ...(test.when !== "once" && runbook.reproduction === undefined
      ? [say("when", `it is read ${test.when} a reproduction, and this runbook has none. Declare one, or read it once.`)]
      : []),
    ...(test.why.trim() === "" ? [say("why", "it does not say why. Say what each outcome would rule out.")] : []),
    ...Object.values(test.predicts)
      .flat()
      .filter(({ provided, providedWhy }) => provided !== undefined && (providedWhy ?? "") === "")
      .map(({ field }) =>
        say(
          "provided",
          `the claim on ${field} takes something for granted without saying what it means when that fails. Add "providedWhy".`,
        ),
      ),
  ];
}

function wholeWords({ reproduction, measures, symptoms, roles, tests, hypotheses }: Runbook): readonly Finding[] {
  const required = reproduction === undefined || roles[reproduction.role]?.required !== false;
  return [
    ...(tests.length === 0 ? [finding("tests", "The runbook has no test. Add what each hypothesis predicts about a reading.")] : []),
    ...(Object.keys(hypotheses).length === 0 ? [finding("hypotheses", "The runbook has no hypothesis. State the possible causes.")] : []),
    ...(symptoms.length === 0
      ? [finding("symptoms", "The runbook has no symptoms. Write what the customer would say: it is found by them.")]
      : []),
    ...(reproduction !== undefined && Object.keys(measures).length === 0
      ? [finding("measures", "The reproduction is measured by nothing. Declare a measure: without one no window shows the symptom.")]
      : []),
    ...(reproduction !== undefined && reproduction.proof.length === 0
      ? [finding("proof", "The reproduction has no proof. Say what shows that it really ran, or a silent probe counts as a healthy host.")]
      : []),
    ...(required
      ? []
      : [
          finding(
            "reproduction",
            `The reproduction runs in the role ${reproduction?.role ?? ""}, which is optional. Make it required: without it nothing is measured.`,
          ),
        ]),
  ];
}
