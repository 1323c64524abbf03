import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { OWN } from "#cli/bench/run/examine.ts";
import { planLive } from "#cli/bench/run/plan.ts";
import type { Run } from "#cli/bench/run/line.ts";
import { healFault, injectFault, selfCheck } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { MANAGEMENT_INTERFACE } from "#lab/hosts/topology.ts";
import type { BriefHost } from "#machines/contract/index.ts";
import { changesIn, type ChangeState } from "#machines/confirm/state.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { runbooks } from "#runbooks";
import { openField, type Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { startSshd } from "../../server/ssh/sshd.ts";
import type { Story } from "./stories.ts";

export interface Found {
  readonly events: readonly InvestigationEvent[];
  readonly changes: readonly ChangeState[];
  readonly seconds: number;
}

type Asked = readonly Omit<BriefHost, "key">[];

const NETNS = "culprit-changes";
const FOREVER_MS = 900_000;
/** Longer than a connection waits for a sign of life. */
const CUT_MS = 45_000;

/** One story as a person would live it: the fault, the verdict, the approval of what is proposed, and what became of it. */
export async function live(lab: Lab, story: Story, say: (line: string) => void): Promise<Found> {
  const [run] = planLive({
    runbooks: runbooks.filter(({ id }) => id === story.runbook),
    faults: [story.fault],
    repeats: 1,
    variants: true,
  });
  if (run === undefined) throw new TypeError(`${story.runbook} is never pointed at ${story.fault}`);
  const whole = story.machine === undefined ? null : await machineFor(lab, story.machine);
  await injectFault(lab, story.fault);
  const field = openField({
    ...OWN,
    identityFiles: [lab.identityFile, ...(whole === null ? [] : [whole.key])],
    knownHostsFiles: [lab.knownHostsFile, ...(whole === null ? [] : [whole.known])],
  });
  const began = performance.now();
  try {
    const check = await selfCheck(lab, story.fault);
    say(`  the lab's own instruments: ${check.saw}`);
    const hosts = askedIn(lab, run).map((host) => (whole !== null && host.name === story.machine ? { ...host, ...whole.host } : host));
    const { expectedLossPercent: _, ...inputs } = { ...run.inputs, ...story.inputs };
    const id = await begin(field, story.runbook, { hosts, inputs });
    await approve(field, id, { lab, story });
    const events = await field.bench.journal.read(id);
    return { events, changes: changesIn(events), seconds: (performance.now() - began) / 1000 };
  } finally {
    await field.close();
    await healFault(lab, story.fault);
    await whole?.end();
  }
}

function askedIn(lab: Lab, { subject }: Run): Asked {
  return Object.entries(subject.asked)
    .flatMap(([name, keys]) => keys.map((key) => ({ key, name })))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, name }) => {
      const { sshAddress: address, sshPort: port, user } = hostOf(lab, name);
      return { role: key.split("#")[0] ?? key, name, address, port, user };
    });
}

async function begin(
  field: Field,
  runbook: string,
  brief: { readonly hosts: Asked; readonly inputs: Readonly<Record<string, string>> },
): Promise<string> {
  const started = await perform(field.office, localActor("cli"), { do: "start", runbook, brief });
  if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
  await field.drive(started.id, AbortSignal.timeout(FOREVER_MS));
  return started.id;
}

/** Approves everything that is proposed, and cuts the connections in the middle where the story says so. */
async function approve(field: Field, id: string, { lab, story }: { readonly lab: Lab; readonly story: Story }): Promise<void> {
  for (const { proposal } of changesIn(await field.bench.journal.read(id))) {
    for (const who of ["one", "two"].slice(0, proposal.people)) {
      const actor = { ...localActor("cli"), id: who, name: who };
      const approved = await perform(field.office, actor, { do: "approveChange", id, change: proposal.id });
      if (!approved.ok) throw new Error(approved.message);
    }
    const cut = story.cut === true ? cutWhenMade(field, id, lab) : Promise.resolve();
    await Promise.all([field.drive(id, AbortSignal.timeout(FOREVER_MS)), cut]);
  }
}

/** Nothing reaches the changed host for a while, from the moment the change is made. Nobody is told: packets are lost, and that is all. */
async function cutWhenMade(field: Field, id: string, lab: Lab): Promise<void> {
  for (;;) {
    const events = await field.bench.journal.read(id);
    const made = changesIn(events).find(({ made }) => made);
    const first = events[0];
    const name = first?.type === "started" ? first.brief.hosts.find(({ key }) => key === made?.proposal.host)?.name : undefined;
    if (name !== undefined) {
      await hostOf(lab, name).must(["ip", "link", "set", MANAGEMENT_INTERFACE, "down"]);
      await wait(CUT_MS);
      return void (await hostOf(lab, name).must(["ip", "link", "set", MANAGEMENT_INTERFACE, "up"]));
    }
    await wait(20);
  }
}

/** A machine in whose first network namespace the whole machine's settings are, and which has a lab's host as a namespace of its own. */
async function machineFor(lab: Lab, name: string) {
  const machine = await startSshd();
  const known = join(machine.folder, "known");
  writeFileSync(known, machine.knownHosts);
  if (existsSync(`/run/netns/${NETNS}`)) execFileSync("ip", ["netns", "delete", NETNS]);
  execFileSync("ip", ["netns", "attach", NETNS, String(hostOf(lab, name).pid)]);
  const host = { name: "node-1", address: "127.0.0.1", port: machine.port, user: machine.user, netns: NETNS };
  const end = async (): Promise<void> => {
    execFileSync("ip", ["netns", "delete", NETNS]);
    await machine.stop();
  };
  return { key: machine.key, known, host, end };
}
