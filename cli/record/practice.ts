import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FAULTS } from "#lab/faults/index.ts";
import { practiceFiles, practiceFolder, recordingFile, type PracticeFile } from "#server/practice/incidents.ts";
import { Usage } from "../exit.ts";
import { writeRecording } from "../investigate/recording.ts";
import type { Recorded } from "./record-fault.ts";
import type { Task } from "./task.ts";

interface Incident {
  readonly id: string;
  readonly file: PracticeFile;
}

/** The practice incidents whose fault or id is among `wanted`, or all. @throws Usage naming what is missing */
export async function practiceJobs(wanted: readonly string[] | null): Promise<readonly Task[]> {
  const all = await practiceFiles();
  const found = all.filter(({ id, file }) => wanted === null || wanted.includes(id) || wanted.includes(file.fault));
  const unknown = (wanted ?? []).filter((one) => !all.some(({ id, file }) => one === id || one === file.fault));
  if (unknown.length > 0) {
    const what = '{ "order": 9, "title": "...", "teaches": "...", "fault": "<fault>", "runbook": "<runbook>" }';
    throw new Usage(`No practice incident is made of ${unknown.join(", ")}. Write lab/practice/<id>.json first: ${what}`);
  }
  return found.filter(exists).map(({ id, file }) => ({
    job: { fault: file.fault, runbook: file.runbook, inputs: file.inputs, names: file.names },
    write: (recorded) => write({ id, file }, recorded),
  }));
}

const exists = ({ id, file: { fault } }: Incident): boolean => {
  const known = FAULTS.some((one) => one.id === fault.split(":")[0]);
  if (!known) process.stderr.write(`${id} is left out: the lab has no fault ${fault}.\n`);
  return known;
};

async function write({ id, file }: Incident, { recording, verdict, fault, truth, called, seconds }: Recorded): Promise<string> {
  const path = recordingFile(id);
  await mkdir(dirname(path), { recursive: true });
  await writeRecording(path, recording);
  const real = new Set<string>(truth.causes.map((cause) => cause.id));
  const made: PracticeFile["made"] = {
    say: withNames(fault.story, called),
    truth: withNames(fault.about, called),
    recordedAt: recording.recordedAt,
    seconds: Math.round(seconds),
    named: verdict.kind === "cause" && verdict.causes.some((cause) => real.has(cause.id)),
    kind: verdict.kind,
    verdict: verdict.say,
  };
  const inOrder: PracticeFile = { ...file, made };
  await writeFile(join(practiceFolder(), `${id}.json`), `${JSON.stringify(inOrder, null, 2)}\n`);
  return path;
}

/** The lab speaks of its hosts; the recording may call them otherwise. */
const withNames = (text: string, called: Recorded["called"]): string =>
  Object.entries(called).reduce((now, [host, name]) => now.replaceAll(new RegExp(`\\b${host}\\b`, "g"), name), text);
