import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Recording, VerdictKind } from "#machines/contract/index.ts";
import { projectRoot } from "../root.ts";

const pairs = z.record(z.string(), z.string());

/** What an author writes about a practice incident, and what `culprit lab record --practice` adds once it was made. */
const practiceSchema = z.strictObject({
  /** Place in the list: easy ones first. */
  order: z.number(),
  title: z.string(),
  /** What somebody knows afterwards who did not know it before. */
  teaches: z.string(),
  /** A fault of the lab, as `culprit lab inject` takes it. */
  fault: z.string(),
  runbook: z.string(),
  inputs: pairs.default({}),
  /** What its hosts are called, by role. */
  names: pairs.default({}),
  made: z
    .strictObject({
      /** What people say; never the cause. */
      say: z.string(),
      /** What was really wrong. */
      truth: z.string(),
      recordedAt: z.string(),
      seconds: z.number(),
      /** Whether the runbook names what was really wrong; if not, its verdict is as far as it comes. */
      named: z.boolean(),
      kind: z.enum(["cause", "several", "noneOfThese", "undetermined", "symptomAbsent"]),
      verdict: z.string(),
    })
    .optional(),
});

export type PracticeFile = z.infer<typeof practiceSchema>;

/** A recorded incident that a newcomer can investigate without a host of his own. */
export interface PracticeIncident {
  readonly id: string;
  readonly title: string;
  readonly teaches: string;
  readonly runbook: string;
  readonly say: string;
  readonly truth: string;
  readonly seconds: number;
  readonly named: boolean;
  readonly kind: VerdictKind;
  readonly verdict: string;
}

export const practiceFolder = (): string => join(projectRoot(), "lab", "practice");

/** Every practice incident there is a recording of, in the order of their authors. */
export async function practiceIncidents(): Promise<readonly PracticeIncident[]> {
  const files = await practiceFiles();
  return files.flatMap(({ id, file: { title, teaches, runbook, made } }) => {
    if (made === undefined) return [];
    const { say, truth, seconds, named, kind, verdict } = made;
    return [{ id, title, teaches, runbook, say, truth, seconds, named, kind, verdict }];
  });
}

export async function practiceFiles(): Promise<readonly { readonly id: string; readonly file: PracticeFile }[]> {
  const names = (await readdir(practiceFolder())).filter((name) => name.endsWith(".json"));
  const read = names.map(async (name) => {
    const file = practiceSchema.parse(JSON.parse(await readFile(join(practiceFolder(), name), "utf8")));
    return { id: name.replace(/\.json$/, ""), file };
  });
  return (await Promise.all(read)).toSorted((a, b) => a.file.order - b.file.order);
}

export const recordingFile = (id: string): string => join(practiceFolder(), "recordings", `${id}.json`);

export async function readRecording({ id }: Pick<PracticeIncident, "id">): Promise<Recording> {
  return JSON.parse(await readFile(recordingFile(id), "utf8")) as Recording;
}
