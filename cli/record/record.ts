import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { LabProblem } from "#lab/hosts/problem.ts";
import type { Recording } from "#machines/contract/index.ts";
import { projectRoot } from "#server/root.ts";
import { EXIT } from "../exit.ts";
import { writeRecording } from "../investigate/recording.ts";
import { byTopology, COMMAND, withLab, type Job } from "./job.ts";
import { optionsOf, type RecordOptions } from "./options.ts";
import { practiceJobs } from "./practice.ts";
import { inShort, recordFault, type Recorded } from "./record-fault.ts";
import type { Task } from "./task.ts";

/** `culprit lab record`: an investigation of a real fault, kept as a case of a runbook or as a practice incident. */
export async function record(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  const tasks = await tasksOf(options);
  let failed = 0;
  for (const [topology, group] of byTopology(tasks)) {
    await withLab(topology, options.directory, async (lab) => {
      for (const { job, write } of group) {
        try {
          const recorded = await recordFault(lab, job);
          tell({ job, recorded, file: await write(recorded), json: options.json });
        } catch (error) {
          if (!(error instanceof LabProblem)) throw error;
          failed += 1;
          process.stderr.write(`${error.message}\n`);
        }
      }
    });
  }
  return failed === 0 ? EXIT.found : EXIT.internal;
}

function tasksOf(options: RecordOptions): Promise<readonly Task[]> {
  if (options.practice) return practiceJobs(options.all ? null : options.rest);
  if (options.again) return Promise.all(options.rest.map(madeBefore)).then((found) => found.flat());
  const [fault = ""] = options.rest;
  return Promise.resolve([{ job: { ...options.job, fault }, write: to(options.out) }]);
}

/** The command that made it stands in the file. What was derived by hand has none, and is left as it is. */
async function madeBefore(file: string): Promise<readonly Task[]> {
  const { madeBy } = JSON.parse(await readFile(file, "utf8")) as Recording;
  // A secret was among the inputs: only who gave it knows it.
  if (!madeBy.startsWith(COMMAND) || madeBy.includes("[secret ")) {
    process.stderr.write(`${basename(file)} is left as it is. It was made so: ${madeBy}\n`);
    return [];
  }
  const { job, rest } = optionsOf(madeBy.slice(COMMAND.length).split(" "));
  return [{ job: { ...job, fault: rest[0] ?? "" }, write: to(file) }];
}

/** Without a name it becomes a case of its runbook, called as the fault. */
const to =
  (out: string | undefined): Task["write"] =>
  async ({ recording }) => {
    const [fault = ""] = recording.madeBy.slice(COMMAND.length).split(" ");
    const file = out ?? join(projectRoot(), "runbooks", recording.runbook, "cases", `${fault.replace(":", "-")}.json`);
    await writeRecording(file, recording);
    return file;
  };

interface Told {
  readonly job: Job;
  readonly recorded: Recorded;
  readonly file: string;
  readonly json: boolean;
}

function tell({ job, recorded, file, json }: Told): void {
  const { recording, saw, seconds } = recorded;
  const lines = [`${job.fault}: ${inShort(recording.expect)}`, `  the lab saw: ${saw}`, `  ${seconds.toFixed(0)} s, written to ${file}`];
  const data = { fault: job.fault, runbook: recording.runbook, file, expect: recording.expect, saw };
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${lines.join("\n")}\n`);
}
