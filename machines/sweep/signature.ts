import type { Catalogue, Claim, Hypothesis, Reproduction, Runbook, Test } from "../contract/index.ts";
import { isTied } from "../evidence/outcome.ts";
import { momentOf } from "../evidence/seen.ts";
import { refsOf } from "../plan/worth.ts";
import { costOf, type SignatureCost } from "./cost.ts";

/** A prediction, and the test that it is about. */
export interface Looked {
  readonly test: string;
  readonly claim: Claim;
}

/** What a sweep asks of each host: one cause's predictions, as a runbook of their own for a host that stands alone. */
export interface Signature {
  readonly runbook: Runbook;
  readonly hypothesis: string;
  /** The role that each host takes. */
  readonly role: string;
  readonly looked: readonly Looked[];
  /** What is not looked at, and why. */
  readonly left: readonly (Looked & { readonly why: string })[];
  readonly cost: SignatureCost;
}

export type Sweepable = Signature | { readonly cannot: string };

/** What one cause would look like on a host, or why that cannot be swept. Pure: the same runbook gives the same signature. */
export function signatureOf(runbook: Runbook, id: string, catalogue: Catalogue): Sweepable {
  const hypothesis = Object.hasOwn(runbook.hypotheses, id) ? runbook.hypotheses[id] : undefined;
  if (hypothesis === undefined) return { cannot: `${runbook.id} knows no cause ${id}.` };
  if (hypothesis.at.length === 0) return { cannot: "It is about the whole incident: no host shows it alone." };
  if (hypothesis.remainder === true) return { cannot: "It is what is left when every other cause is refuted: nothing shows it directly." };
  const found = hypothesis.at.map((role) => signatureFor({ runbook, catalogue, role }, id, hypothesis));
  return found.find((one) => !("cannot" in one)) ?? found[0] ?? { cannot: "No host can show it." };
}

interface Scope {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  readonly role: string;
}

function signatureFor(scope: Scope, id: string, hypothesis: Hypothesis): Sweepable {
  const { runbook, catalogue, role } = scope;
  const window = quietWindow(scope);
  const all = runbook.tests.flatMap((test) => (test.predicts[id] ?? []).map((claim) => ({ test: test.id, claim })));
  const judged = all.map((one) => ({ ...one, why: whyNot(scope, one, window !== null) }));
  const looked = judged.filter(({ why }) => why === null).map(({ test, claim }) => ({ test, claim }));
  const left = judged.flatMap(({ why, ...one }) => (why === null ? [] : [{ ...one, why }]));
  if (!looked.some(({ claim }) => claim.strength !== "necessary")) return { cannot: sayCannot(left) };
  const tests = testsFor(scope, looked, window);
  const inputs = inputsFor(scope, tests, window);
  const reduced: Runbook = {
    ...{ id: runbook.id, version: runbook.version, title: runbook.title, symptoms: [] },
    roles: Object.fromEntries(
      Object.entries(runbook.roles).flatMap(([name, spec]) => (name === role ? [[name, { ...spec, most: 1 }]] : [])),
    ),
    inputs,
    ...(window === null ? {} : { reproduction: window }),
    measures: window === null ? {} : runbook.measures,
    hypotheses: { [id]: alone(hypothesis, role, tests) },
    tests: tests.map((test) => ({ ...test, on: [role], predicts: predictsOf(id, test.id, looked) })),
    signature: { hypothesis: id, asked: looked.length, of: all.length },
  };
  return { runbook: reduced, hypothesis: id, role, looked, left, cost: costOf(reduced, catalogue) };
}

/** A cause that is looked at on its own: nothing is changed for it, nothing is counted against what is missing, and it wins by no elimination. */
function alone(
  { claim, source, object, lookAlikes, advice, alert, leadsTo }: Hypothesis,
  role: string,
  tests: readonly Test[],
): Hypothesis {
  return {
    ...{ claim, source, at: [role], lookAlikes, advice, alert },
    ...(object !== undefined && tests.some(({ id }) => id === object.test) ? { object: withRead(object, tests) } : {}),
    ...(leadsTo === undefined ? {} : { leadsTo }),
  };
}

/** Without the tables of tests that are not read here. */
const withRead = ({ or, ...object }: NonNullable<Hypothesis["object"]>, tests: readonly Test[]): NonNullable<Hypothesis["object"]> => {
  const read = (or ?? []).filter(({ test }) => tests.some(({ id }) => id === test));
  return read.length === 0 ? object : { ...object, or: read };
};

const predictsOf = (id: string, test: string, looked: readonly Looked[]): Test["predicts"] => {
  const claims = looked.filter((one) => one.test === test).map(({ claim }) => claim);
  return claims.length === 0 ? {} : { [id]: claims };
};

/** The runbook's window, where this host alone has it and nothing is sent in it: waiting, or listening. Null: there is none. */
function quietWindow({ runbook, catalogue, role }: Scope): Reproduction | null {
  const { reproduction } = runbook;
  if (reproduction === undefined || reproduction.role !== role || !standsAlone({ runbook, role })) return null;
  const spec = catalogue[reproduction.collect];
  return spec !== undefined && isPassive(spec) && !needsAddress(reproduction.args) ? reproduction : null;
}

const isPassive = ({ probe, risk }: Catalogue[string]): boolean => !probe && (risk === "R0" || risk === "R1");

/** Whether the runbook asks for no other host besides. */
const standsAlone = ({ runbook, role }: Pick<Scope, "runbook" | "role">): boolean =>
  Object.entries(runbook.roles).every(([name, { required }]) => name === role || !required);

const needsAddress = (args: Test["args"]): boolean => Object.values(args ?? {}).some((arg) => "addressOf" in arg);

const SYMPTOM = "it counts only while the symptom shows";
const COMPARES = "it compares hosts with each other";

/** Why a prediction cannot be looked at on one host without the symptom; null: it can. */
function whyNot(scope: Scope, { test: id, claim }: Looked, window: boolean): string | null {
  const { runbook, role } = scope;
  const test = runbook.tests.find((each) => each.id === id);
  if (test === undefined) return "it is not read";
  const own = whyUnread(scope, test, window);
  if (own !== null) return own;
  const refs = [{ field: claim.field, ...(claim.of === undefined ? {} : { of: claim.of }) }, ...refsOf(claim)];
  for (const ref of refs) {
    if (ref.role !== undefined && ref.role !== role) return COMPARES;
    const at = ref.test === undefined ? test : runbook.tests.find((each) => each.id === ref.test);
    if (at === undefined) return SYMPTOM;
    const why = at === test ? null : whyUnread(scope, at, window);
    if (why !== null) return why;
    if (!window && isTied(momentOf(ref, { when: at.when, spec: scope.catalogue[at.collect] }))) return SYMPTOM;
  }
  return null;
}

/** Why a test cannot be read there; null: it can. */
function whyUnread({ runbook, catalogue, role }: Scope, test: Test, window: boolean): string | null {
  const spec = catalogue[test.collect];
  if (test.ask !== undefined) return "it takes a person who looks it up";
  if (!test.on.includes(role)) return "it is read on another host";
  if (spec === undefined || !isPassive(spec)) return "it sends traffic";
  if (test.when !== "once" && !window) return SYMPTOM;
  if (spec.from !== undefined && !standsAlone({ runbook, role })) return COMPARES;
  return needsAddress(test.args) ? "it asks about another host's address" : null;
}

const sayCannot = (left: readonly { readonly claim: Claim; readonly why: string }[]): string => {
  const why = left.find(({ claim }) => claim.strength !== "necessary")?.why ?? "nothing of it is predicted";
  return `What is characteristic of it cannot be read from a host at rest: ${why}.`;
};

/** The tests with such predictions, those that they refer to, those that they are worked out from, and what the window is measured by. */
function testsFor(scope: Scope, looked: readonly Looked[], window: Reproduction | null): readonly Test[] {
  const { runbook, catalogue } = scope;
  const wanted = new Set<string>();
  const add = (id: string | undefined): void => {
    const test = runbook.tests.find((each) => each.id === id);
    if (test === undefined || wanted.has(test.id) || whyUnread(scope, test, window !== null) !== null) return;
    wanted.add(test.id);
    const from = catalogue[test.collect]?.from ?? [];
    for (const source of runbook.tests) if (from.includes(source.collect)) add(source.id);
  };
  for (const { test, claim } of looked) for (const id of [test, ...refsOf(claim).map((ref) => ref.test)]) add(id);
  if (window !== null)
    for (const { present, missing, of } of Object.values(runbook.measures)) [present.test, missing.test, of?.test].forEach(add);
  return runbook.tests.filter(({ id }) => wanted.has(id));
}

/** Inputs that a command is given; what is worked out from readings may look at each of them. */
function inputsFor({ runbook, catalogue }: Scope, tests: readonly Test[], window: Reproduction | null): Runbook["inputs"] {
  if (tests.some(({ collect }) => catalogue[collect]?.from !== undefined)) return runbook.inputs;
  const args = [...tests.map((test) => test.args), window?.args].flatMap((each) => Object.values(each ?? {}));
  const named = new Set(args.flatMap((arg) => ("input" in arg ? [arg.input] : [])));
  return Object.fromEntries(Object.entries(runbook.inputs).filter(([name]) => named.has(name)));
}
