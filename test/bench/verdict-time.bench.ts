import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OWN } from "#cli/bench/run/examine.ts";
import { planLive } from "#cli/bench/run/plan.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { REPRODUCTION } from "#machines/evidence/asked.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { runbooks } from "#runbooks";
import { openField } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { delayed } from "./delayed.ts";

/** How long a verdict takes beyond its windows, with hosts 20 ms away. Names of faults to choose: `node test/bench/verdict-time.bench.ts backlog-overflow …` */
const ONE_WAY_MS = 10;
const CHOSEN = [
  ["small-packet-loss", "backlog-overflow"],
  ["new-connections-time-out", "listen-overflow"],
  ["response-hangs-until-timeout", "fin-checksum"],
  ["virtual-ip-flaps", "blocked-logger"],
  ["large-packets-vanish", "gre-overhead"],
  ["one-guest-unreachable", "security-group-drop"],
  ["name-lookups-slow", "dns-timeout"],
  ["latency-under-load", "bufferbloat"],
  ["throughput-below-line-rate", "window-small"],
] as const;
const DIRECTORY = "/run/culprit-lab-verdict-time";

const only = process.argv.slice(2);
const wanted = CHOSEN.filter(([, fault]) => only.length === 0 || only.includes(fault));

async function measure(lab: Lab, runbookId: string, fault: string): Promise<string> {
  const runbook = runbooks.find(({ id }) => id === runbookId);
  const run =
    runbook && planLive({ runbooks: [runbook], faults: [fault], repeats: 1, variants: false }).find((one) => one.faults[0] === fault);
  if (run === undefined) return "is never pointed at it";
  const folder = mkdtempSync(join(tmpdir(), "verdict-time-"));
  const asked = Object.entries(run.subject.asked).flatMap(([name, keys]) => keys.map((key) => ({ key, host: hostOf(lab, name) })));
  const ways = await Promise.all(asked.map(({ host }) => delayed(host.sshAddress, host.sshPort, ONE_WAY_MS)));
  try {
    const known = join(folder, "known_hosts");
    const lines = asked.map(({ host }, at) => `[127.0.0.1]:${ways[at]?.port} ${host.knownHostsLine.trim().split(" ").slice(1).join(" ")}`);
    writeFileSync(known, `${lines.join("\n")}\n`);
    const hosts = asked
      .map(({ key, host }, at) => ({ key, name: host.name, address: "127.0.0.1", port: ways[at]?.port ?? 0, user: host.user }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, ...host }) => ({ role: key.split("#")[0] ?? key, ...host }));
    const field = openField({ ...OWN, identityFiles: [lab.identityFile], knownHostsFiles: [known] });
    try {
      const started = await perform(field.office, localActor("cli"), {
        do: "start",
        runbook: run.runbook,
        brief: { hosts, inputs: run.inputs },
      });
      if (!started.ok || started.id === undefined) return `could not be started: ${JSON.stringify(started)}`;
      await field.drive(started.id, AbortSignal.timeout(180_000));
      return timesOf(await field.bench.journal.read(started.id));
    } finally {
      await field.close();
    }
  } finally {
    for (const way of ways) way.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function timesOf(events: readonly InvestigationEvent[]): string {
  const at = (event: InvestigationEvent | undefined): number => Date.parse(event?.at ?? "");
  const end = events.findLast(({ type }) => type === "concluded");
  const windows = events.flatMap((event) =>
    event.type === "observed" && event.request.split(".").includes(REPRODUCTION) ? [event.facts.durationMs] : [],
  );
  const window = windows.reduce((sum, ms) => sum + ms, 0);
  const total = at(end) - at(events[0]);
  const reached = at(events.findLast(({ type }) => type === "hostReached")) - at(events[0]);
  const verdict =
    end?.type === "concluded" ? end.verdict.causes.map(({ id, certainty }) => `${certainty} ${id}`).join(", ") || end.verdict.kind : "none";
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return `${seconds(total)} s in all, ${windows.length} windows of ${seconds(window)} s, connecting ${seconds(reached)} s, beyond windows ${seconds(total - window)} s: ${verdict}`;
}

for (const [topology, pairs] of Map.groupBy(wanted, ([runbook, fault]) => topologyFor(runbook, fault))) {
  const lab = await raise(topologyOf(topology), DIRECTORY);
  try {
    for (const [runbook, fault] of pairs) {
      await injectFault(lab, fault);
      try {
        console.log(`${runbook} ${fault}: ${await measure(lab, runbook, fault)}`);
      } finally {
        await healFault(lab, fault);
      }
    }
  } finally {
    await lab.down();
  }
}

function topologyFor(runbookId: string, fault: string): string {
  const runbook = runbooks.find(({ id }) => id === runbookId);
  const [run] = runbook === undefined ? [] : planLive({ runbooks: [runbook], faults: [fault], repeats: 1, variants: false });
  return run?.topology ?? "pair";
}
