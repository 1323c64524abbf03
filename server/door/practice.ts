import type { Actor } from "#machines/journal/event.ts";
import { runbookById } from "#runbooks";
import { addressOfRecording } from "../practice/address.ts";
import { practiceIncidents, readRecording } from "../practice/incidents.ts";
import type { ActResult } from "./action.ts";
import type { Office } from "./office.ts";

/** Starts a complete investigation of a recorded incident: real SSH to the replay server in this machine, no host of one's own needed. */
export async function startPractice(office: Office, actor: Actor, wanted: string | undefined): Promise<ActResult> {
  const known = await practiceIncidents();
  const incident = wanted === undefined ? known[0] : known.find(({ id }) => id === wanted);
  if (incident === undefined) {
    return {
      ok: false,
      status: 404,
      message: `There is no practice incident ${wanted ?? ""}. Known: ${known.map(({ id }) => id).join(", ")}.`,
    };
  }
  const recording = await readRecording(incident);
  const runbook = runbookById(recording.runbook);
  if (runbook === undefined)
    return {
      ok: false,
      status: 500,
      message: `The practice incident ${incident.id} needs the runbook ${recording.runbook}, which is not here.`,
    };
  const id = office.newId();
  const hosts = recording.hosts.map(({ key, role, name, netns }) => ({
    key,
    role,
    name,
    address: addressOfRecording(incident.id),
    ...(netns === undefined ? {} : { netns }),
  }));
  const title = `Practice: ${incident.title}`;
  await office.journal.create({ id, title, runbook, hostNames: hosts.map(({ name }) => name), practice: true, actor });
  await office.journal.append(id, {
    expected: 0,
    events: [{ body: { type: "started", title, runbook, brief: { hosts, inputs: recording.inputs }, practice: true }, actor }],
  });
  await office.enqueue(id);
  return { ok: true, id };
}
