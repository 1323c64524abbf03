import { describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { ofType } from "#machines/journal/select.ts";
import { runbookById } from "#runbooks";
import { propose } from "#server/intervene/propose.ts";
import { openLog } from "#server/investigate/log.ts";
import type { Scene } from "#server/investigate/scene.ts";
import { addressOfRecording } from "#server/practice/address.ts";
import { readRecording } from "#server/practice/incidents.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { logOf } from "../../app/case-log.ts";
import { created, worker } from "../store/sample.ts";

const INCIDENT = "fin-checksum";

/** The hosts that would have been read for a proposal, once this recording has come to its verdict. */
async function readFor(recording: Recording): Promise<readonly string[]> {
  const runbook = runbookById(recording.runbook);
  if (runbook === undefined) throw new Error(`there is no runbook ${recording.runbook}`);
  const { events } = logOf(runbook, recording);
  const [concluded] = ofType(events, "concluded");
  const verdict = concluded?.verdict as Verdict;
  const journal = memoryJournal();
  await journal.create(created("x"));
  await journal.append("x", { expected: null, events: events.map((body) => ({ body, actor: worker })) });
  await journal.lease("x", "lease", 60_000);
  const log = await openLog(journal, "x", "lease");
  const scene = { bench: { journal, catalogue, now: () => new Date() }, log, hosts: new Map(), signal: new AbortController().signal };
  const asked: string[] = [];
  await propose(scene as unknown as Scene, verdict, async (host) => {
    asked.push(recording.hosts.find(({ key }) => key === host)?.name ?? host);
    return { kind: "unreachable", detail: "No route to host" };
  });
  return asked;
}

describe("proposing a change", () => {
  it("is for hosts that can be changed: a recording is not asked, and nobody is asked to approve it", async () => {
    const recording = await readRecording({ id: INCIDENT });
    expect(await readFor(recording)).toEqual(["gw"]);
    const hosts = recording.hosts.map((host) => ({ ...host, address: addressOfRecording(INCIDENT) }));
    expect(await readFor({ ...recording, hosts })).toEqual([]);
  });
});
