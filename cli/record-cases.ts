/**
 * Makes the cases of small-packet-loss anew from live faults: `node cli/record-cases.ts [fault ...]` (root).
 * Needed when a collector's command changes, because a recording answers by command.
 */
import { join } from "node:path";
import { FAULTS } from "#lab/faults/index.ts";
import { faultOf } from "#lab/faults/choose.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { openField } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { saveRecording } from "./investigate/recording.ts";

const FOLDER = join(import.meta.dirname, "..", "runbooks", "small-packet-loss", "cases");
const INPUTS = { count: "3000", interval: "4" };
/** Blinds both hosts: on one machine the other host would show the same counters. */
const PARAMETERS = { "blind-softnet": { alphaToo: true } } as const;

const wanted = process.argv.slice(2);
const lab = await raise(PAIR, "/run/culprit-lab-record");
try {
  for (const { id } of FAULTS) if (wanted.length === 0 || wanted.includes(id)) await recordFault(lab, id);
} finally {
  await lab.down();
}

async function recordFault(on: Lab, fault: string): Promise<void> {
  await injectFault(on, fault, Object.entries(PARAMETERS).find(([id]) => id === fault)?.[1] ?? {});
  try {
    await investigate(on, fault);
  } finally {
    await healFault(on, fault);
  }
}

async function investigate(on: Lab, fault: string): Promise<void> {
  const [alpha, beta] = on.hosts;
  if (alpha === undefined || beta === undefined) throw new TypeError("the pair has two hosts");
  const field = openField({ identityFiles: [on.identityFile], knownHostsFiles: [on.knownHostsFile], pinsFile: "/dev/null", record: true });
  try {
    const hosts = [
      { role: "sender", name: "client-1", address: alpha.sshAddress, user: "root" },
      { role: "receiver", name: "router-1", address: beta.sshAddress, user: "root" },
    ];
    const brief = { hosts, inputs: { ...INPUTS, target: beta.dataAddress } };
    const started = await perform(field.office, localActor("cli"), { do: "start", runbook: "small-packet-loss", brief });
    if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
    await field.drive(started.id, new AbortController().signal);
    const events = await field.bench.journal.read(started.id);
    const { expect } = await saveRecording(field, events, {
      file: join(FOLDER, `${fault}.json`),
      about: faultOf(fault).about,
      madeBy: `node cli/record-cases.ts ${fault}`,
    });
    process.stdout.write(
      `${fault}: ${expect.kind} ${expect.causes.map(({ id, certainty, host }) => `${certainty} ${id} ${host ?? ""}`).join(", ")}\n`,
    );
  } finally {
    await field.close();
  }
}
