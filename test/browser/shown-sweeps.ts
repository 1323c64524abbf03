import { randomUUID } from "node:crypto";
import type { Failure, Recording, Runbook } from "#machines/contract/index.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { planOf } from "#server/door/sweeps.ts";
import { hostInvestigation, type SweepHost } from "#server/sweep/plan.ts";
import { web } from "#server/web.ts";
import { logOf, recordedCase } from "../app/case-log.ts";
import { CULPRIT, PERSON } from "../app/log.ts";

/** How a host of a seeded sweep stands: as a recorded case shows it, why it was not read, or not read yet. */
type Shown = { readonly from: string } | { readonly failure: Failure } | "nothingRead" | "waits" | "runs" | "pending";

const RUNBOOK = "small-packet-loss";
const CAUSE = "conntrackFull";
const FULL = "receiver";

const unreachable = (detail: string): Shown => ({ failure: { kind: "unreachable", detail } });
const keyless: Shown = { failure: { kind: "authenticationFailed", user: "culprit", tried: [], detail: "" } };

/** Two racks of a region, as they stand when most was read. */
const STANDS: readonly Shown[] = [
  ...Array.from({ length: 31 }, (): Shown => ({ from: "healthy" })),
  ...Array.from({ length: 2 }, (): Shown => ({ from: "conntrack-full" })),
  ...Array.from({ length: 3 }, (): Shown => unreachable("connect ETIMEDOUT 192.0.2.41:22")),
  ...[unreachable("connect ECONNREFUSED 192.0.2.44:22"), keyless, keyless, "nothingRead" as const, "waits" as const],
];
const LIVE: readonly Shown[] = [
  ...STANDS.slice(0, 12),
  ...STANDS.slice(31, 36),
  "runs",
  "runs",
  "runs",
  "runs",
  ...Array.from({ length: 19 }, (): Shown => "pending"),
];

/** A sweep whose hosts were all read, one that goes on, and one that was stopped. Their addresses by their names. */
export async function seedSweeps(): Promise<{ readonly sweep: string; readonly sweeping: string; readonly sweepStopped: string }> {
  const { sweeps } = (await web()).store;
  const sweep = await put(STANDS);
  await sweeps.end(sweep);
  const sweepStopped = await put(LIVE);
  await sweeps.stop(sweepStopped, PERSON.name);
  return { sweep, sweepStopped, sweeping: await put(LIVE) };
}

const hostAt = (n: number): SweepHost => ({ name: `cmp-${n + 1}`, address: `192.0.2.${n + 10}` });

async function put(stands: readonly Shown[]): Promise<string> {
  const id = randomUUID();
  const { store } = await web();
  const hosts = stands.map((_stand, n) => hostAt(n));
  const plan = planOf({ runbook: RUNBOOK, cause: CAUSE, inputs: {}, hosts, atOnce: 8 }, { id, actor: PERSON });
  if ("ok" in plan) throw new Error(plan.message);
  await store.sweeps.create(plan);
  for (const [n, stand] of stands.entries()) {
    if (stand === "pending") continue;
    const one = hostInvestigation(id, n + 1);
    const host = hostAt(n);
    const title = `Conntrack of ${host.name}`;
    await store.journal.create({
      id: one,
      title,
      runbook: plan.runbook,
      hostNames: [host.name],
      practice: false,
      actor: PERSON,
      sweep: id,
    });
    const events = eventsOf(plan.runbook, host, stand).map(({ seq: _seq, at: _at, actor, ...body }) => ({
      body: body.type === "started" ? { ...body, title, sweep: id } : body,
      actor,
    }));
    const appended = await store.journal.append(one, { expected: null, events });
    if (!appended.ok) throw new Error(`the log was not taken: ${appended.why}`);
  }
  return id;
}

function eventsOf(runbook: Runbook, host: SweepHost, stand: Exclude<Shown, "pending">): readonly InvestigationEvent[] {
  const [role = ""] = Object.keys(runbook.roles);
  const read = typeof stand === "object" && "from" in stand ? stand.from : "healthy";
  const recording = recordedCase(RUNBOOK, read);
  // Of the case with a full table: the host that has it.
  const found = recording.hosts.find((one) => one.key === (read === "healthy" ? role : FULL));
  if (found === undefined) throw new TypeError(`${read} has no such host`);
  const denied = { stdout: "", stderr: "sudo: a password is required\n", exitCode: 1 } as const;
  const commands = stand === "nothingRead" ? found.commands.map((command) => ({ ...command, ...denied })) : found.commands;
  const alone: Recording = { ...recording, inputs: {}, hosts: [{ ...found, ...host, key: role, role, commands }] };
  const { events } = logOf(runbook, alone);
  if (stand === "runs") return events.slice(0, 2);
  if (stand === "waits") return [...events.slice(0, 1), at(events, keyAsked(role))];
  if (typeof stand === "object" && "failure" in stand)
    return [...events.slice(0, 1), at(events, { type: "hostFailed", host: role, failure: stand.failure })];
  return events;
}

const at = ([first]: readonly InvestigationEvent[], body: EventBody): InvestigationEvent => ({
  ...body,
  seq: 2,
  at: first?.at ?? "",
  actor: CULPRIT,
});

const keyAsked = (host: string): EventBody => ({
  type: "hostKeyAsked",
  host,
  address: "192.0.2.49:22",
  algorithm: "ssh-ed25519",
  fingerprint: "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M",
});
