import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { FAULTS } from "#lab/faults/index.ts";
import { chosen, namesOf, type Chosen } from "#lab/faults/choose.ts";
import { asksOf, truthOf, type Cause } from "#lab/faults/fault.ts";
import type { Ask } from "#lab/hosts/topology.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { runbookById } from "#runbooks";
import type { Recording, Runbook } from "#machines/contract/index.ts";
import type { Subject } from "../score/subject.ts";
import type { Frozen } from "./frozen.ts";
import { HIDING } from "./hiding.ts";
import type { Run } from "./line.ts";
import { hashOf } from "./made.ts";
import { PAIRS } from "./pairs.ts";

/**
 * The window of a live run, for every runbook that has these inputs and every fault that does not ask for its own: 1,000 probes 4 ms
 * apart, 4 s, show a loss of 0.3 % with 95 % probability. The faults of the lab lose 0.5 % and more. Short, so that each fault fits into half a minute.
 */
const WINDOW: Readonly<Record<string, string>> = { count: "1000", interval: "4", expectedLossPercent: "0.3" };

export interface Wanted {
  readonly runbooks: readonly Runbook[];
  /** Ids, id:variant, or patterns with *; none: all. */
  readonly faults: readonly string[];
  readonly repeats: number;
  /** False: each fault as it is by default, and none of its variants. */
  readonly variants: boolean;
}

/** Every fault and variant that a runbook can be pointed at, then the pairs; repeats last, so that a bench that was cut short has seen each once. */
export function planLive({ runbooks, faults, repeats, variants }: Wanted): readonly Run[] {
  const single = FAULTS.flatMap((fault) => (variants ? namesOf(fault) : [fault.id])).map((name) => [name]);
  const wanted = [...single, ...PAIRS].filter((names) => isWanted(names.join("+"), faults));
  const once = runbooks.filter(namesCauses).flatMap((runbook) => wanted.flatMap((names) => planOne(runbook, names)));
  const byTopology = Map.groupBy(once, ({ topology }) => topology);
  return Array.from({ length: repeats }, (_, repeat) => [...byTopology.values()].flat().map((run) => numbered(run, repeat + 1))).flat();
}

/** A first look names kinds of incidents, and no cause that could be right or wrong: it has a plan of its own. */
export const namesCauses = ({ hypotheses }: Runbook): boolean => Object.values(hypotheses).some(({ leadsTo }) => leadsTo === undefined);

/** Faults that a runbook is never pointed at: neither they nor their topology say how. */
export const notAsked = (runbook: Runbook): readonly string[] =>
  FAULTS.filter(({ id }) => askFor([chosen(id)], runbook.id) === undefined).map(({ id }) => id);

/** The recorded cases whose fault is known. */
export async function planFrozen({ runbooks, faults }: Pick<Wanted, "runbooks" | "faults">, root: string): Promise<readonly Frozen[]> {
  const found = await Promise.all(
    runbooks.filter(namesCauses).map((runbook) => casesOf(runbook, join(root, "runbooks", runbook.id, "cases"))),
  );
  return found.flat().filter(({ run }) => isWanted(run.faults.join("+"), faults));
}

async function casesOf(runbook: Runbook, folder: string): Promise<readonly Frozen[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).toSorted();
  const recordings = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8")) as Recording));
  return recordings.flatMap((recording, index) => {
    const fault = faultIn(recording);
    return (fault === null ? [] : planOne(runbook, [fault])).map((run) => ({
      recording,
      run: {
        ...run,
        ...{ source: "frozen" as const, inputs: recording.inputs, recording: hashOf(JSON.stringify(recording)) },
        key: `frozen ${runbook.id} ${files[index] ?? ""}`,
      },
    }));
  });
}

/** The command that made a recording names the fault. One that was edited by hand shows no fault that was ever there: it is left out. */
function faultIn({ madeBy }: Recording): string | null {
  const name = /(?:record-cases\.ts|lab record) (\S+)/u.exec(madeBy)?.[1];
  return name !== undefined && FAULTS.flatMap(namesOf).includes(name) ? name : null;
}

/** None where neither the faults nor their topology say how the runbook is pointed at them. */
export function planOne(runbook: Runbook, names: readonly string[]): readonly Run[] {
  const all = names.map((name) => chosen(name));
  const [first] = all;
  const ask = askFor(all, runbook.id);
  if (first === undefined || ask === undefined) return [];
  const window = Object.entries(WINDOW).filter(([name]) => Object.hasOwn(runbook.inputs, name));
  const run = {
    key: "",
    runbook: runbook.id,
    version: runbook.version,
    source: "live" as const,
    faults: names,
    repeat: 1,
    inputs: { ...Object.fromEntries(window), ...ask.inputs },
    topology: first.fault.topology,
    subject: subjectOf(runbook, ask, all),
  };
  return [run];
}

const numbered = (run: Run, repeat: number): Run => ({ ...run, repeat, key: `live ${run.runbook} ${run.faults.join("+")} ${repeat}` });

/** The faults' own way of pointing this runbook at them, of the first that has one, else that of their topology. */
const askFor = (all: readonly Chosen[], runbook: string): Ask | undefined =>
  [
    ...all.flatMap(({ fault, parameters }) => asksOf(fault, parameters)),
    ...all.flatMap(({ fault }) => topologyOf(fault.topology).asks),
  ].find((ask) => ask.runbook === runbook);

function subjectOf(runbook: Runbook, ask: Ask, all: readonly Chosen[]): Subject {
  const asked = askedIn(ask);
  const apart = all.map((one) => all.some((other) => other !== one && isKnown(runbook, other)) && isApart(runbook, asked, one));
  const truths = all.map(({ fault, parameters }) => truthOf(fault, parameters));
  const contributing = truths.flatMap((truth, at) => [...(truth.contributing ?? []), ...(apart[at] === true ? truth.causes : [])]);
  const notNameable = truths.find((truth) => truth.notNameable !== undefined)?.notNameable;
  const inGuest = (cause: Cause): Cause =>
    cause.guest !== undefined && Object.hasOwn(asked, cause.guest) ? { ...cause, host: cause.guest } : cause;
  const causes = truths.flatMap((truth, at) => (apart[at] === true ? [] : truth.causes.map(inGuest)));
  const standIns = all.length > 1 && all.some((one) => isKnown(runbook, one)) ? standInsFor(runbook, causes) : {};
  return {
    kind: all[0]?.fault.kind ?? "fault",
    causes,
    ...(contributing.length === 0 ? {} : { contributing }),
    ...(notNameable === undefined ? {} : { notNameable }),
    ...(isOfAnother(runbook, ask, all) ? { otherSymptom: true as const } : {}),
    ...(all.every(({ fault }) => HIDING.has(fault.id)) ? { hides: true as const } : {}),
    ...(Object.keys(standIns).length === 0 ? {} : { standIns }),
    ...leadsIn(runbook, [...truths.flatMap((truth) => truth.causes), ...contributing]),
    hypotheses: Object.keys(runbook.hypotheses),
    asked,
  };
}

/** Pointed at it only because it is pointed at everything, or although the faults say themselves which incidents they are. */
const isOfAnother = (runbook: Runbook, ask: Ask, all: readonly Chosen[]): boolean =>
  ask.anyFault === true ||
  all.every(({ fault, parameters }) => {
    const own = asksOf(fault, parameters);
    return own.length > 0 && own.every((each) => each.runbook !== runbook.id);
  });

const isKnown = (runbook: Runbook, { fault, parameters }: Chosen): boolean =>
  truthOf(fault, parameters).causes.some(({ id }) => Object.hasOwn(runbook.hypotheses, id));

/**
 * One of two that is elsewhere: it says itself which incidents it makes, this one is not among them, and nobody was pointed at its hosts. What is
 * investigated shows nothing of it. A fault that makes this incident as well is not apart, wherever its host is.
 */
function isApart(runbook: Runbook, asked: Subject["asked"], { fault, parameters }: Chosen): boolean {
  const own = asksOf(fault, parameters);
  const elsewhere = truthOf(fault, parameters).causes.every(({ host }) => host !== undefined && !Object.hasOwn(asked, host));
  return own.length > 0 && own.every((each) => each.runbook !== runbook.id) && elsewhere;
}

/** A kind of incident with a runbook of its own stands for each of its causes that this one does not know itself. */
const standInsFor = (runbook: Runbook, causes: readonly Cause[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    causes
      .filter(({ id }) => !Object.hasOwn(runbook.hypotheses, id))
      .map(({ id }) => [id, Object.entries(runbook.hypotheses).flatMap(([own, { leadsTo }]) => (knows(leadsTo, id) ? [own] : []))] as const)
      .filter(([, own]) => own.length > 0),
  );

/** Nothing where no hypothesis hands over. */
function leadsIn(runbook: Runbook, causes: readonly Cause[]): Pick<Subject, "leads"> {
  const handsOver = Object.entries(runbook.hypotheses).filter(([, { leadsTo }]) => leadsTo !== undefined);
  const right = handsOver.filter(([, { leadsTo }]) => causes.some(({ id }) => knows(leadsTo, id)));
  return handsOver.length === 0 ? {} : { leads: right.map(([id]) => id) };
}

const knows = (runbook: string | undefined, cause: string): boolean =>
  runbook !== undefined && Object.hasOwn(runbookById(runbook)?.hypotheses ?? {}, cause);

/** By host its keys in the brief, as the door hands them out: the role, role#2 for the second host in it. */
function askedIn({ roles }: Ask): Subject["asked"] {
  const asked: Record<string, string[]> = {};
  for (const [role, hosts] of Object.entries(roles))
    for (const [index, host] of hosts.entries()) (asked[host] ??= []).push(index === 0 ? role : `${role}#${index + 1}`);
  return asked;
}

export function isWanted(name: string, patterns: readonly string[]): boolean {
  const id = name.includes("+") ? name : (name.split(":")[0] ?? "");
  return patterns.length === 0 || patterns.some((pattern) => [name, id].some((each) => fits(each, pattern)));
}

/** Whether a name is made of the pattern's pieces, with anything where a * stands. */
function fits(name: string, pattern: string): boolean {
  const [head = "", ...pieces] = pattern.split("*");
  const tail = pieces.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}
