import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "#machines/contract/index.ts";
import { projectRoot } from "../root.ts";

/** A recorded case as a page lists it: what it was made from, what it shows and what it must give. */
export interface CaseLine {
  readonly name: string;
  readonly about: string;
  readonly madeBy: string;
  readonly kernel: string;
  readonly recordedAt: string;
  readonly hosts: number;
  readonly expect: Recording["expect"];
}

const folderOf = (runbook: string): string => join(projectRoot(), "runbooks", runbook);

async function namesIn(runbook: string): Promise<readonly string[]> {
  const files = await readdir(join(folderOf(runbook), "cases")).catch(() => []);
  return files.filter((file) => file.endsWith(".json")).toSorted();
}

export const countCases = async (runbook: string): Promise<number> => (await namesIn(runbook)).length;

/** Cases come with the code and do not change under a running server: each file is read once. */
const known = new Map<string, Promise<readonly CaseLine[]>>();

export function casesOf(runbook: string): Promise<readonly CaseLine[]> {
  const reading = known.get(runbook) ?? readCases(runbook);
  known.set(runbook, reading);
  return reading;
}

async function readCases(runbook: string): Promise<readonly CaseLine[]> {
  const names = await namesIn(runbook);
  return Promise.all(
    names.map(async (name) => {
      const recording = JSON.parse(await readFile(join(folderOf(runbook), "cases", name), "utf8")) as Recording;
      const { about, madeBy, kernel, recordedAt, hosts, expect } = recording;
      return { name: name.replace(/\.json$/, ""), about, madeBy, kernel, recordedAt, hosts: hosts.length, expect };
    }),
  );
}

/** The author's guide; null where there is none. */
export const guideOf = (runbook: string): Promise<string | null> => readFile(join(folderOf(runbook), "guide.md"), "utf8").catch(() => null);
