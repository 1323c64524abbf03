import { runbookById } from "#runbooks";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { proveFault } from "#lab/faults/prove.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { openField } from "#server/compose/field.ts";
import { examine, type Examined } from "./examine.ts";
import type { Line, Run } from "./line.ts";

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
        lab ??= await raise(topologyOf(run.topology), options.directory);
        const line: Line = await runOne(lab, run, options);
        if (options.signal.aborted) return;
        yield line;
        if (!line.counted) lab = await takenDown(lab);
      } catch (error) {
        // One fault that cannot be made or undone must not cost the others; the table lists it, with what was thrown.
        yield { ...run, at: new Date().toISOString(), counted: false, why: error instanceof Error ? error.message : String(error) };
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

/** Counted only when the lab's own instruments saw the fault before, and saw it gone after. */
async function runOne(lab: Lab, run: Run, options: LiveOptions): Promise<Line> {
  const at = new Date().toISOString();
  const no = (why: string): Line => ({ ...run, at, counted: false, why });
  const [first = "", second] = run.faults;
  const found: Examined[] = [];
  const look = async (): Promise<void> => void found.push(await examineLab(lab, run, options));
  // Of two, each is proven alone: together they disturb each other's checks. The first is then added to the second.
  const alone = second === undefined ? await proveFault(lab, first, look) : await proveFault(lab, first);
  if (alone.wrong !== null) return no(`${first}: ${alone.wrong}`);
  if (second !== undefined) {
    const both = await proveFault(lab, second, () => withFault(lab, first, look));
    if (both.wrong !== null) return no(`${second}: ${both.wrong}`);
  }
  const [examined] = found;
  return examined === undefined ? no("nothing was investigated") : { ...run, at, counted: true, ...examined };
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
  const field = openField({
    identityFiles: [lab.identityFile],
    knownHostsFiles: [lab.knownHostsFile],
    pinsFile: "/dev/null",
    record: false,
  });
  try {
    const hosts = Object.entries(run.subject.asked)
      .flatMap(([name, keys]) => keys.map((key) => ({ key, name })))
      // A second gateway is called gateway#2; the door counts them in this order.
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, name }) => {
        const { sshAddress: address, sshPort: port, user } = hostOf(lab, name);
        return { role: key.split("#")[0] ?? key, name, address, port, user };
      });
    return await examine(field, { runbook, hosts, inputs: run.inputs, everything, signal });
  } finally {
    await field.close();
  }
}
