import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN } from "#cli/bench/run/examine.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { changesIn } from "#machines/confirm/state.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { describeWith } from "../needs.ts";
import { startSshd } from "../server/ssh/sshd.ts";

const NETNS = "culprit-confirm-beta";
const DIRECTORY = "/run/culprit-lab-confirm";

/** A cause is confirmed by taking it away and giving it back, on real hosts, with a person's approval. */
describeWith(["network namespaces", "sshd", "ping", "ip", "conntrack"], "a cause that is put to the test", () => {
  let lab: Lab;
  let field: Field;
  let machine: Awaited<ReturnType<typeof startSshd>>;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    machine = await startSshd();
    const known = join(machine.folder, "known");
    writeFileSync(known, machine.knownHosts);
    // What holds for a whole machine is set from its first network namespace, as on a node whose routers live in namespaces of their own.
    execFileSync("ip", ["netns", "attach", NETNS, String(lab.hosts[1]?.pid)]);
    field = openField({ ...OWN, identityFiles: [lab.identityFile, machine.key], knownHostsFiles: [lab.knownHostsFile, known] });
  });
  afterAll(async () => {
    await field.close();
    execFileSync("ip", ["netns", "delete", NETNS]);
    await machine.stop();
    await lab.down();
  });

  const me = localActor("cli");
  const investigate = async (): Promise<string> => {
    const [alpha, beta] = lab.hosts;
    if (alpha === undefined || beta === undefined) throw new TypeError("the pair has two hosts");
    const hosts = [
      { role: "sender", name: alpha.name, address: alpha.sshAddress, user: alpha.user },
      { role: "receiver", name: "node-1", address: "127.0.0.1", port: machine.port, user: machine.user, netns: NETNS },
    ];
    const inputs = { target: beta.dataAddress, count: "1500", interval: "2", expectedLossPercent: "0.3" };
    const started = await perform(field.office, me, { do: "start", runbook: "small-packet-loss", brief: { hosts, inputs } });
    if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
    await field.drive(started.id, AbortSignal.timeout(120_000));
    return started.id;
  };
  const eventsOf = (id: string): Promise<readonly InvestigationEvent[]> => field.bench.journal.read(id);
  const changeOf = async (id: string) => changesIn(await eventsOf(id))[0];

  test("a backlog that is lengthened loses nothing, and loses again when it is as it was: confirmed, and undone", async () => {
    await injectFault(lab, "backlog-overflow");
    try {
      const id = await investigate();
      const proposed = await changeOf(id);
      expect(proposed).toMatchObject({ next: "approval", proposal: { change: "backlogLength", host: "receiver", people: 1 } });
      expect(await perform(field.office, me, { do: "approveChange", id, change: "c1" })).toMatchObject({ ok: true });
      expect(await perform(field.office, me, { do: "approveChange", id, change: "c1" })).toMatchObject({ ok: false, status: 409 });
      await field.drive(id, AbortSignal.timeout(120_000));
      const done = await changeOf(id);
      expect(done?.compared).toMatchObject({ outcome: "confirmed", with: { missing: 0, mechanism: 0 } });
      expect(done?.undone).toEqual({ proven: true, by: "culprit" });
      const last = (await eventsOf(id)).at(-1);
      expect(last?.type === "concluded" && last.verdict.causes.map(({ id: cause, certainty }) => [cause, certainty])).toEqual([
        ["backlogOverflow", "confirmed"],
      ]);
    } finally {
      await healFault(lab, "backlog-overflow");
    }
  });
});
