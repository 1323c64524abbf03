import type { ChangeArg, FieldRef, Hypothesis, Intervention, RowRef } from "../contract/index.ts";
import type { InterventionSpec } from "../contract/intervention.ts";
import { valueFault } from "../confirm/value.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { finding, type Finding } from "./finding.ts";
import { among, missing, refNames, role, specOf } from "./names.ts";
import type { Subject } from "./subject.ts";

/** Every change that may be proposed, by id. */
export type Changes = Readonly<Record<string, InterventionSpec>>;

/** What is wrong with the reversible changes of a runbook: one that could never be proposed, or never prove anything, is found here and not at night. */
export function changeFindings(subject: Subject, changes: Changes): readonly Finding[] {
  const { reproduction, hypotheses } = subject.runbook;
  const countArg = reproduction?.countArg;
  return [
    ...(countArg === undefined || Object.hasOwn(reproduction?.args ?? {}, countArg)
      ? []
      : missing(`the reproduction's countArg is ${countArg}, which is none of its args. ${among(Object.keys(reproduction?.args ?? {}))}`)),
    ...Object.entries(hypotheses).flatMap(([id, hypothesis]) =>
      hypothesis.intervention === undefined ? [] : findingsOf(subject, { id, hypothesis, intervention: hypothesis.intervention, changes }),
    ),
  ];
}

interface Of {
  readonly id: string;
  readonly hypothesis: Hypothesis;
  readonly intervention: Intervention;
  readonly changes: Changes;
}

function findingsOf(subject: Subject, of: Of): readonly Finding[] {
  const { id, hypothesis, intervention, changes } = of;
  const where = `the change of ${id}`;
  const spec = Object.hasOwn(changes, intervention.change) ? changes[intervention.change] : undefined;
  const { runbook } = subject;
  return [
    ...(spec === undefined
      ? missing(`${where} is ${intervention.change}, and there is no such change. ${among(Object.keys(changes))}`)
      : [...argFindings(subject, of, spec), ...targetFindings(subject, of, spec), ...riskFindings(of, spec)]),
    ...(runbook.reproduction === undefined
      ? [finding("change", `${where} could prove nothing: this runbook has no reproduction to measure with it.`)]
      : []),
    ...(hypothesis.at.length === 0
      ? [finding("change", `${where} has no host: the hypothesis is about the whole incident. Add roles to "at", or take the change out.`)]
      : []),
    ...(Object.hasOwn(runbook.measures, intervention.measure)
      ? []
      : missing(`${where} is for the measure ${intervention.measure}, which is not declared. ${among(Object.keys(runbook.measures))}`)),
    ...((intervention.settleSeconds ?? 0) > 30
      ? [finding("change", `${where} waits longer than 30 seconds. A host stays changed for so long.`)]
      : []),
    ...onFindings(subject, of),
    ...("table" in intervention.mechanism ? rowFindings(subject, of, intervention.mechanism) : []),
    ...[intervention.mechanism, ...(intervention.or ?? [])].flatMap((ref) =>
      "table" in ref ? [] : countFindings(subject, { ref, where, roles: causeRoles(of) }),
    ),
    ...(intervention.movesTo ?? []).flatMap(({ count, role: at, say }) => [
      ...role(subject, at, where),
      ...countFindings(subject, { ref: count, where, roles: [at] }),
      ...(say.trim() === ""
        ? [finding("change", `${where} may move the harm to ${count.field} without saying so. Write the sentence.`)]
        : []),
    ]),
  ];
}

/** The roles of hosts for whose cause it is proposed. */
const causeRoles = ({ hypothesis, intervention }: Of): readonly string[] =>
  intervention.on === undefined ? hypothesis.at : hypothesis.at.filter((name) => Object.hasOwn(intervention.on ?? {}, name));

function onFindings(subject: Subject, { id, hypothesis, intervention: { on = {} } }: Of): readonly Finding[] {
  const where = `the change of ${id}`;
  return Object.entries(on).flatMap(([from, to]) => [
    ...role(subject, to, where),
    ...(hypothesis.at.includes(from)
      ? []
      : missing(`${where} is for causes in the role ${from}, where it cannot be. ${among(hypothesis.at)}`)),
  ]);
}

function argFindings(subject: Subject, { id, hypothesis, intervention: { args = {} } }: Of, spec: InterventionSpec): readonly Finding[] {
  const where = `the change of ${id}`;
  const { inputs } = subject.runbook;
  const slots = Object.keys(spec.slots);
  const wrong = (arg: ChangeArg): readonly Finding[] => {
    if ("object" in arg)
      return hypothesis.object === undefined ? missing(`${where} takes the guilty row, and ${id} names none. Declare "object".`) : [];
    if ("field" in arg) return refNames(subject, arg.field, { test: arg.field.test ?? "", where });
    if ("addressOf" in arg) return role(subject, arg.addressOf, where);
    return "literal" in arg || Object.hasOwn(inputs, arg.input)
      ? []
      : missing(`${where} uses the input ${arg.input}, which is not declared. ${among(Object.keys(inputs))}`);
  };
  return [
    ...Object.entries(args).flatMap(([name, arg]) => [
      ...(slots.includes(name) ? [] : missing(`${where} fills the slot ${name}, which ${spec.id} does not have. ${among(slots)}`)),
      ...wrong(arg),
    ]),
    ...slots
      .filter((slot) => !Object.hasOwn(args, slot))
      .flatMap((slot) => missing(`${where} leaves the slot ${slot} of ${spec.id} empty. Add it to "args".`)),
  ];
}

function targetFindings(subject: Subject, { id, intervention: { target } }: Of, spec: InterventionSpec): readonly Finding[] {
  const where = `the change of ${id}`;
  const say = (text: string): readonly Finding[] => [finding("change", `${where} ${text}`)];
  if ("to" in target) {
    const fault = valueFault(spec.value, target.to);
    return fault === null ? [] : say(`cannot set ${spec.id} so: ${fault}.`);
  }
  if (spec.value.kind === "word") return say(`sets ${spec.id} to a number, and it is a word. Use "to".`);
  if ("times" in target)
    return target.times > 0 && target.times !== 1 && valueFault(spec.value, String(target.most)) === null
      ? []
      : say(`multiplies by ${target.times} up to ${target.most}: use a factor other than 1, and a limit that ${spec.id} can have.`);
  const names = refNames(subject, target.field, { test: target.field.test ?? "", where });
  const kind = specOf(subject, target.field.test ?? "")?.fields[target.field.field]?.kind;
  return kind === "state" ? say(`sets ${spec.id} to ${target.field.field}, which is a word. Use a number.`) : names;
}

const riskFindings = ({ id, hypothesis }: Of, { risk }: InterventionSpec): readonly Finding[] =>
  risk === "R4" && hypothesis.advice.risk === "none"
    ? [
        finding(
          "change",
          `the change of ${id} may interrupt traffic (R4), and its advice says that nothing is at risk. One of them is wrong.`,
        ),
      ]
    : [];

/** The number of the guilty row has to be of the table that names it: a row of another one has another key. */
function rowFindings({ runbook }: Subject, { id, hypothesis: { object } }: Of, { test, table, by }: RowRef): readonly Finding[] {
  if (object !== undefined && object.test === test && object.table === table && object.by === by) return [];
  const has = object === undefined ? "which names none" : `which is ${object.by} of ${object.table} in ${object.test}`;
  return missing(`the change of ${id} counts ${by} of ${table} in ${test} of the guilty row of ${runbook.id}, ${has}. Name the same.`);
}

/** A count that nobody reads there, or that is none, never falls: nothing would ever be confirmed. */
function countFindings(
  subject: Subject,
  { ref, where, roles }: { readonly ref: FieldRef; readonly where: string; readonly roles: readonly string[] },
): readonly Finding[] {
  if (ref.test === undefined) return missing(`${where} counts ${ref.field} without saying of which test. Add "test" to it.`);
  const names = refNames(subject, ref, { test: ref.test, where });
  if (names.length > 0) return names;
  const spec = specOf(subject, ref.test)?.fields[ref.field];
  if (spec?.kind === "state") return [finding("change", `${where} counts ${ref.field}, which is a word or a truth. Use a count.`)];
  if (spec?.kind === "counter" && ref.of !== "change")
    return [finding("change", `${where} counts ${ref.field} since the start of the host. Add of: "change".`)];
  const on = subject.runbook.tests.find(({ id }) => id === ref.test)?.on;
  const unread =
    on === undefined || ref.test === REPRODUCTION ? [] : (ref.role === undefined ? roles : [ref.role]).filter((name) => !on.includes(name));
  return unread.flatMap((name) =>
    missing(`${where} counts ${ref.field} of ${ref.test} in the role ${name}, where that test does not run.`),
  );
}
