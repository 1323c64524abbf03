/**
 * Makes the cases of small-packet-loss anew from live faults: `node lab/record-cases.ts [fault ...]` (root).
 * Needed when a collector's command changes, because a recording answers by command.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openField } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { faultOf, healFault, injectFault } from "./faults/perform.ts";
import { FAULTS } from "./faults/index.ts";
import type { Lab } from "./hosts/lab.ts";
import { raise } from "./hosts/raise.ts";
import { PAIR } from "./hosts/topology.ts";
import { toRecording } from "./record.ts";

const FOLDER = join(import.meta.dirname, "..", "runbooks", "small-packet-loss", "cases");
const INPUTS = { count: "3000", interval: "4" };

const wanted = process.argv.slice(2);
const lab = await raise(PAIR, "/run/culprit-lab-record");
try {
  for (const { id } of FAULTS) if (wanted.length === 0 || wanted.includes(id)) await recordFault(lab, id);
} finally {
  await lab.down();
}

async function recordFault(on: Lab, fault: string): Promise<void> {
  await injectFault(on, fault);
  try {
    await writeFile(join(FOLDER, `${fault}.json`), `${JSON.stringify(await investigate(on, fault), null, 1)}\n`);
  } finally {
    await healFault(on, fault);
  }
}

async function investigate(on: Lab, fault: string): Promise<ReturnType<typeof toRecording>> {
  const [alpha, beta] = on.hosts;
  if (alpha === undefined || beta === undefined) throw new TypeError("the pair has two hosts");
  const field = openField({ identityFiles: [on.identityFile], knownHostsFiles: [on.knownHostsFile], record: true });
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
    const first = events[0];
    const concluded = events.findLast((event) => event.type === "concluded");
    const reached = events.find((event) => event.type === "hostReached");
    if (first?.type !== "started" || concluded === undefined || reached === undefined) throw new Error(`${fault}: not concluded`);
    const { verdict } = concluded;
    process.stdout.write(`${fault}: ${verdict.kind} ${verdict.causes.map(({ id, certainty }) => `${certainty} ${id}`).join(", ")}\n`);
    return toRecording({
      about: faultOf(fault).about,
      madeBy: `node lab/record-cases.ts ${fault}`,
      kernel: reached.facts.kernel,
      recordedAt: first.at,
      runbook: first.runbook.id,
      hosts: first.brief.hosts,
      inputs: first.brief.inputs,
      exchanges: field.exchanges,
      expect: {
        kind: verdict.kind,
        causes: verdict.causes.map(({ id, certainty, object }) => ({
          id, certainty, ...(object.host === undefined ? {} : { host: object.host }), ...(object.key === undefined ? {} : { key: object.key }),
        })),
        standings: Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing])),
      },
    });
  } finally {
    await field.close();
  }
}
