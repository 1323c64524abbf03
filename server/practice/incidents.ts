import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "#machines/contract/index.ts";
import { projectRoot } from "../root.ts";

/** A recorded incident that a newcomer can investigate without a host of his own. */
export interface PracticeIncident {
  readonly id: string;
  readonly title: string;
  readonly say: string;
  /** From the project's root. */
  readonly file: string;
}

export const practiceIncidents: readonly PracticeIncident[] = [
  {
    id: "backlog-overflow",
    title: "a router loses a fraction of a percent",
    say: "A recorded incident over real SSH, from symptom to verdict in about a quarter of a minute. Needs no host of yours and changes nothing.",
    file: "runbooks/small-packet-loss/cases/backlog-overflow.json",
  },
];

export async function readRecording(incident: PracticeIncident): Promise<Recording> {
  return JSON.parse(await readFile(join(projectRoot(), incident.file), "utf8")) as Recording;
}
