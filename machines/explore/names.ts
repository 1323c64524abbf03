import type { Arg, CollectorSpec, Comparison, FieldRef, FieldSpec, Hide, Measure, Of, Test } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { finding, type Finding } from "./finding.ts";
import { countsOf } from "../standing/accounts.ts";
import type { Subject } from "./subject.ts";

/** Every name that a runbook uses has to exist: in the runbook, or in the catalogue. */
export function nameFindings(subject: Subject): readonly Finding[] {
  const { runbook } = subject;
  return [
    ...runbook.tests.flatMap((test) => testNames(subject, test)),
    ...reproductionNames(subject),
    ...Object.entries(runbook.measures).flatMap(([id, measure]) => measureNames(subject, measure, `measure ${id}`)),
    ...Object.entries(runbook.rests ?? {}).flatMap(([id, rest]) => [
      ...measureNames(subject, rest, `rest ${id}`),
      ...(rest.beside ?? [])
        .filter((hypothesis) => !Object.hasOwn(runbook.hypotheses, hypothesis))
        .flatMap((other) =>
          missing(`rest ${id} is left over beside ${other}, which is not declared. ${among(Object.keys(runbook.hypotheses))}`),
        ),
    ]),
    ...Object.entries(runbook.hides ?? {}).flatMap(([id, hide]) => hideNames(subject, hide, `hide ${id}`)),
    ...Object.entries(runbook.hypotheses).flatMap(([id, hypothesis]) => hypothesisNames(subject, id, hypothesis)),
  ];
}

function measureNames(
  subject: Subject,
  { present, missing, of }: Pick<Measure, "present" | "missing" | "of">,
  where: string,
): readonly Finding[] {
  return [
    ...role(subject, present.role, where),
    ...comparison(subject, present, { test: present.test, where }),
    ...[missing, ...(of === undefined ? [] : [of])].flatMap((ref) => refNames(subject, ref, { test: present.test, where })),
  ];
}

const hideNames = (subject: Subject, { present, hypotheses, at = [] }: Hide, where: string): readonly Finding[] => [
  ...[present.role, ...at].flatMap((each) => role(subject, each, where)),
  ...comparison(subject, present, { test: present.test, where }),
  ...hypotheses
    .filter((each) => !Object.hasOwn(subject.runbook.hypotheses, each))
    .flatMap((each) => missing(`${where} is about ${each}, which is not declared. ${among(Object.keys(subject.runbook.hypotheses))}`)),
];

export const missing = (say: string): readonly Finding[] => [finding("exists", say)];
export const among = (names: readonly string[]): string => (names.length === 0 ? "There is none." : `Use one of: ${names.join(", ")}.`);

export const role = ({ runbook }: Subject, name: string, where: string): readonly Finding[] =>
  Object.hasOwn(runbook.roles, name)
    ? []
    : missing(`${where} names the role ${name}, which is not declared. ${among(Object.keys(runbook.roles))}`);

function collector({ catalogue }: Subject, id: string, where: string): readonly Finding[] {
  return Object.hasOwn(catalogue, id)
    ? []
    : missing(`${where} collects ${id}, and there is no such collector. ${among(Object.keys(catalogue))}`);
}

export function specOf({ runbook, catalogue }: Subject, test: string): CollectorSpec | undefined {
  const id = test === REPRODUCTION ? runbook.reproduction?.collect : runbook.tests.find((each) => each.id === test)?.collect;
  return id !== undefined && Object.hasOwn(catalogue, id) ? catalogue[id] : undefined;
}

interface At {
  readonly test: string;
  readonly where: string;
}

export function refNames(subject: Subject, ref: FieldRef, at: At): readonly Finding[] {
  const test = ref.test ?? at.test;
  const tests = [...subject.runbook.tests.map(({ id }) => id), ...(subject.runbook.reproduction === undefined ? [] : [REPRODUCTION])];
  if (!tests.includes(test)) return missing(`${at.where} refers to the test ${test}, which does not exist. ${among(tests)}`);
  return [
    ...(ref.role === undefined ? [] : role(subject, ref.role, at.where)),
    ...field(specOf(subject, test), ref.field, `${at.where} (test ${test})`),
    ...moment(subject, test, { field: ref.field, of: ref.of, where: at.where }),
  ];
}

function field(spec: CollectorSpec | undefined, name: string, where: string): readonly Finding[] {
  if (spec === undefined || Object.hasOwn(spec.fields, name)) return [];
  return missing(`${where} uses the field ${name}, which ${spec.id} does not read. ${among(Object.keys(spec.fields))}`);
}

const MOMENTS: Readonly<Record<Test["when"], readonly Of[]>> = {
  around: ["change", "before", "after"],
  during: ["during"],
  once: ["once"],
};

/** A moment at which the test is never read makes a claim that is never known. */
function moment(
  subject: Subject,
  test: string,
  { field: name, of, where }: { readonly field: string; readonly of: Of | undefined; readonly where: string },
): readonly Finding[] {
  const when = test === REPRODUCTION ? "during" : subject.runbook.tests.find(({ id }) => id === test)?.when;
  if (when === undefined || of === undefined) return [];
  if (!MOMENTS[when].includes(of))
    return missing(`${where} wants ${name} of ${test} at the moment "${of}", but that test is read ${when}. ${among(MOMENTS[when])}`);
  return of === "change" && specOf(subject, test)?.fields[name]?.kind === "state"
    ? missing(`${where} wants the change of ${name}, which is a state and has none. Compare "before" with "after".`)
    : [];
}

export function comparison(subject: Subject, claim: Comparison, at: At): readonly Finding[] {
  const own = { field: claim.field, ...(claim.of === undefined ? {} : { of: claim.of }) };
  const names = [...refNames(subject, own, at), ...(typeof claim.value === "object" ? refNames(subject, claim.value, at) : [])];
  const spec = specOf(subject, at.test)?.fields[claim.field];
  return [...names, ...(spec === undefined ? [] : operator(spec, claim, at))];
}

function operator(spec: FieldSpec, { field: name, is, value }: Comparison, { where }: At): readonly Finding[] {
  const orders = is !== "equal" && is !== "not";
  if (spec.kind === "state" && orders)
    return [finding("operator", `${where} puts ${name} in order, but it is a word or a truth. Use "equal" or "not".`)];
  if (spec.kind === "counter" && typeof value !== "number" && typeof value !== "object")
    return [
      finding("operator", `${where} compares the counter ${name} with ${JSON.stringify(value)}. Compare it with a number or a field.`),
    ];
  if (typeof value === "number" && !Number.isFinite(value))
    return [finding("operator", `${where} compares ${name} with ${value}, which is not a number.`)];
  return [];
}

function testNames(subject: Subject, test: Test): readonly Finding[] {
  const where = `test ${test.id}`;
  return [
    ...collector(subject, test.collect, where),
    ...test.on.flatMap((name) => role(subject, name, where)),
    ...args(subject, test.args ?? {}, { collect: test.collect, where }),
    ...derived(subject, test, where),
    ...Object.entries(test.predicts).flatMap(([id, claims]) => [
      ...(Object.hasOwn(subject.runbook.hypotheses, id)
        ? []
        : missing(`${where} predicts for ${id}, which is not declared. ${among(Object.keys(subject.runbook.hypotheses))}`)),
      ...claims.flatMap((claim) => [
        ...comparison(subject, claim, { test: test.id, where: `${where}, hypothesis ${id}` }),
        ...(claim.provided === undefined
          ? []
          : comparison(subject, claim.provided, { test: test.id, where: `${where}, hypothesis ${id}, provided` })),
      ]),
    ]),
  ];
}

/** What is worked out from nothing is never known; what rests on a window counts only inside it. */
function derived(subject: Subject, test: Test, where: string): readonly Finding[] {
  const { runbook, catalogue } = subject;
  const from = Object.hasOwn(catalogue, test.collect) ? catalogue[test.collect]?.from : undefined;
  if (from === undefined) return [];
  const sources = runbook.tests.filter((each) => each.id !== test.id && from.includes(each.collect));
  const probed = runbook.reproduction !== undefined && from.includes(runbook.reproduction.collect);
  if (test.when === "around")
    return [
      finding("when", `${where} is worked out from other readings, so it is read "once", or "during" when one of them watches a window.`),
    ];
  if (sources.length === 0 && !probed)
    return missing(
      `${where} is worked out from ${from.join(" or ")}, and no test collects one of them. Add one, with or without predictions.`,
    );
  const tied = sources.find(({ when }) => when !== "once");
  return test.when === "once" && tied !== undefined
    ? [finding("when", `${where} is worked out from ${tied.id}, which belongs to a window. Read it "during".`)]
    : [];
}

function reproductionNames(subject: Subject): readonly Finding[] {
  const { reproduction, inputs } = subject.runbook;
  if (reproduction === undefined) return [];
  const { smallestPercentInput: input, collect } = reproduction;
  const where = "the reproduction";
  return [
    ...collector(subject, collect, where),
    ...role(subject, reproduction.role, where),
    ...args(subject, reproduction.args, { collect, where }),
    ...(reproduction.watchArgs === undefined ? [] : args(subject, { ...reproduction.args, ...reproduction.watchArgs }, { collect, where })),
    ...reproduction.proof.flatMap((proof) => comparison(subject, proof, { test: REPRODUCTION, where: `${where}'s proof` })),
    ...field(specOf(subject, REPRODUCTION), reproduction.sentField, `${where}'s sentField`),
    ...(input === undefined || Object.hasOwn(inputs, input)
      ? []
      : missing(`${where} names the input ${input}, which is not declared. ${among(Object.keys(inputs))}`)),
  ];
}

function hypothesisNames(
  subject: Subject,
  id: string,
  { at, object, accounts, contributesTo, alone, setOff }: Subject["runbook"]["hypotheses"][string],
): readonly Finding[] {
  const { runbook } = subject;
  const where = `hypothesis ${id}`;
  const objects = object === undefined ? [] : [object, ...(object.or ?? [])];
  return [
    ...at.flatMap((name) => role(subject, name, where)),
    ...(contributesTo ?? [])
      .filter((other) => !Object.hasOwn(runbook.hypotheses, other))
      .flatMap((other) => missing(`${where} contributes to ${other}, which is not declared. ${among(Object.keys(runbook.hypotheses))}`)),
    ...(alone === undefined
      ? []
      : [...role(subject, alone.role, where), ...comparison(subject, alone, { test: alone.test, where: `${where}, alone,` })]),
    ...(setOff === undefined ? [] : refNames(subject, { field: setOff.field }, { test: setOff.test, where: `${where}, setOff,` })),
    ...objects.flatMap(({ test, table, by }) => rowNames(subject, { test, table, by }, where)),
    ...(accounts === undefined
      ? []
      : [
          ...(Object.hasOwn(runbook.measures, accounts.measure)
            ? []
            : missing(
                `${where} accounts for the measure ${accounts.measure}, which is not declared. ${among(Object.keys(runbook.measures))}`,
              )),
          ...countsOf(accounts).flatMap((ref) =>
            ref.test === undefined
              ? missing(`${where} accounts by ${ref.field} without saying of which test. Add "test" to it.`)
              : refNames(subject, ref, { test: ref.test, where }),
          ),
        ]),
  ];
}

function rowNames(
  subject: Subject,
  { test, table, by }: { readonly test: string; readonly table: string; readonly by: string },
  where: string,
): readonly Finding[] {
  const tables = specOf(subject, test)?.tables ?? {};
  if (Object.hasOwn(tables[table] ?? {}, by)) return [];
  const columns = Object.entries(tables).flatMap(([name, read]) => Object.keys(read).map((column) => `${name}.${column}`));
  return missing(`${where} finds its guilty row by ${by} in the table ${table} of ${test}, which is not read. ${among(columns)}`);
}

function args(
  subject: Subject,
  given: Readonly<Record<string, Arg>>,
  { collect, where }: { readonly collect: string; readonly where: string },
): readonly Finding[] {
  const { runbook, slots } = subject;
  const known = slots(collect);
  const names = Object.entries(given).flatMap(([slot, arg]) => [
    ...(known === null || known.includes(slot)
      ? []
      : missing(`${where} fills the slot ${slot}, which ${collect} does not have. ${among(known)}`)),
    ...("input" in arg && !Object.hasOwn(runbook.inputs, arg.input)
      ? missing(`${where} uses the input ${arg.input}, which is not declared. ${among(Object.keys(runbook.inputs))}`)
      : []),
    ...("addressOf" in arg ? role(subject, arg.addressOf, where) : []),
  ]);
  const open = (known ?? []).filter((slot) => !Object.hasOwn(given, slot));
  return [...names, ...open.flatMap((slot) => missing(`${where} leaves the slot ${slot} of ${collect} empty. Add it to "args".`))];
}
