import { runbookById } from "#runbooks";
import { healFault, injectedFaults, injectFault, selfCheck } from "#lab/faults/perform.ts";
import { proveFault } from "#lab/faults/prove.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { examine, OWN } from "./examine.ts";
import { sentenceOf, type Examined, type Line, type Outcome, type Run } from "./line.ts";
import { madeNow } from "./made.ts";
import { namesCauses } from "./plan.ts";

export interface LiveOptions {
  readonly directory: string;
  readonly everything: boolean;
  readonly signal: AbortSignal;
}

/** Real faults on hosts of its own, one after the other; the hosts are raised anew for another topology, and after anything odd. */
export async function* runLive(runs: readonly Run[], options: LiveOptions): AsyncGenerator<Line> {
  let lab: Lab | null = null;
  try {
    for (const run of runs) {
      if (options.signal.aborted) return;
      try {
        if (lab !== null && lab.topology !== run.topology) lab = await takenDown(lab);
        lab ??= await raiseClean(run.topology, options.directory);
        const line: Line = await runOne(lab, run, options);
        if (options.signal.aborted) return;
        yield line;
        if (!line.counted) lab = await takenDown(lab);
      } catch (error) {
        // One fault that cannot be made or undone must not cost the others; the table lists it, with what was thrown.
        yield { ...run, ...(await madeNow(run)), counted: false, why: sentenceOf(error) };
        lab = lab === null ? null : await takenDown(lab);
      }
    }
  } finally {
    await lab?.down();
  }
}

async function takenDown(lab: Lab): Promise<null> {
  await lab.down();
  return null;
}

/** What stands already may have a fault from a bench that was killed, which the next one would be blamed for. */
async function raiseClean(topology: string, directory: string): Promise<Lab> {
  const lab = await raise(topologyOf(topology), directory);
  if ((await injectedFaults(lab)).length === 0) return lab;
  await lab.down();
  return raise(topologyOf(topology), directory);
}

/** Counted only when the lab's own instruments saw the fault before, and saw it gone after. */
async function runOne(lab: Lab, run: Run, options: LiveOptions): Promise<Line> {
  const made = await madeNow(run);
  const found: Examined[] = [];
  const wrong = await withFaults(lab, run.faults, async () => void found.push(await examineLab(lab, run, options)));
  return { ...run, ...made, ...outcomeOf(found[0], wrong) };
}

/** A fault that did not go away makes it doubtful what was true, and so what a verdict is worth; none at all is a failure all the same. */
export function outcomeOf(examined: Examined | undefined, wrong: string | null): Outcome {
  if (examined !== undefined && (examined.report === null || wrong === null)) return examined;
  return { counted: false, why: wrong ?? "nothing was investigated" };
}

/** Null when everything showed and went away again, else what was otherwise. */
async function withFaults(lab: Lab, [first = "", second]: readonly string[], look: () => Promise<void>): Promise<string | null> {
  // Of two, each is proven alone: together they disturb each other's checks. The first is then added to the second.
  const alone = second === undefined ? await proveFault(lab, first, look) : await proveFault(lab, first);
  if (alone.wrong !== null) return `${first}: ${alone.wrong}`;
  if (second === undefined) return null;
  const both = await proveFault(lab, second, () => withFault(lab, first, look));
  return both.wrong === null ? null : `${second}: ${both.wrong}`;
}

async function withFault(lab: Lab, fault: string, work: () => Promise<void>): Promise<void> {
  await injectFault(lab, fault);
  try {
    await work();
  } finally {
    await healFault(lab, fault);
  }
}

async function examineLab(lab: Lab, run: Run, { everything, signal }: LiveOptions): Promise<Examined> {
  const runbook = runbookById(run.runbook);
  if (runbook === undefined) throw new TypeError(`there is no runbook ${run.runbook}`);
  const hosts = Object.entries(run.subject.asked)
    .flatMap(([name, keys]) => keys.map((key) => ({ key, name })))
    // A second gateway is called gateway#2; the door counts them in this order.
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, name }) => {
      const { sshAddress: address, sshPort: port, user } = hostOf(lab, name);
      return { role: key.split("#")[0] ?? key, name, address, port, user };
    });
  const open = (): Field => openField({ ...OWN, identityFiles: [lab.identityFile], knownHostsFiles: [lab.knownHostsFile] });
  if (namesCauses(runbook)) return examine(open, { runbook, hosts, inputs: run.inputs, everything, signal });
  return whileItHappens(lab, run, () => examine(open, { runbook, hosts, inputs: run.inputs, everything: false, signal }));
}

/** A look sends nothing: what people complain about has to happen meanwhile. The lab's own check does it, over and over, until the look is over. */
async function whileItHappens<T>(lab: Lab, { faults }: Run, look: () => Promise<T>): Promise<T> {
  const looking = { on: true };
  const going = (async () => {
    while (looking.on) for (const fault of faults) await selfCheck(lab, fault);
  })();
  try {
    return await look();
  } finally {
    looking.on = false;
    // What it measures is asked for before and after; here it only has to go on.
    await going.catch(() => undefined);
  }
}
