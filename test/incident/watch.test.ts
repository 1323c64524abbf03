import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN } from "#cli/bench/run/examine.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { drive } from "#server/investigate/drive.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { describeWith } from "../needs.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "conntrack", "ping", "tc", "ip"];
const DIRECTORY = "/run/culprit-lab-watch";

/** A symptom that is not there at first: windows pass, a worker ends and another one takes over, a connection is lost, and then it comes. */
describeWith(NEEDS, "a watch on lab hosts", () => {
  let lab: Lab;
  let field: Field;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    field = openField({ ...OWN, identityFiles: [lab.identityFile], knownHostsFiles: [lab.knownHostsFile] });
  });
  afterAll(async () => {
    await field.close();
    await lab.down();
  });

  const start = async (
    watchSeconds: number,
    runbook = "small-packet-loss",
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const host = (role: string, { sshAddress, sshPort }: typeof alpha) => ({ role, address: sshAddress, port: sshPort, user: "root" });
    const started = await perform(field.office, localActor("cli"), {
      do: "start",
      runbook,
      brief: {
        hosts: [host("sender", alpha), host("receiver", beta)],
        inputs: {
          target: beta.dataAddress,
          ...(runbook === "small-packet-loss" ? { count: "250", expectedLossPercent: "1.5" } : {}),
          ...more,
        },
        watchSeconds,
      },
    });
    if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
    return started.id;
  };
  const log = (id: string): Promise<readonly InvestigationEvent[]> => field.bench.journal.read(id);
  const drivenFor = (id: string, ms: number): Promise<string> => field.drive(id, AbortSignal.timeout(ms));

  test("survives its worker and a lost connection, stores no quiet window, and judges the one that shows the symptom", async () => {
    const id = await start(600);
    await drivenFor(id, 4_000);
    expect((await log(id)).map(({ type }) => type)).not.toContain("observed");
    const since = (await log(id)).findLast((event) => event.type === "watching")?.since;

    const ending = new AbortController();
    const driven = field.drive(id, ending.signal);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await hostOf(lab, "beta").must(["pkill", "-f", "^sshd: root@"]);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await injectFault(lab, "firewall-drop");
    try {
      expect(await driven).toBe("concluded");
    } finally {
      ending.abort();
      await healFault(lab, "firewall-drop");
    }
    const events = await log(id);
    const concluded = events.findLast((event) => event.type === "concluded");
    expect(concluded?.verdict.causes.map(({ instance, certainty }) => [instance, certainty])).toEqual([
      ["firewallDrop@receiver", "established"],
    ]);
    // The watch began when its first window was planned, whoever goes on with it.
    expect(events.findLast((event) => event.type === "watching")?.since).toBe(since);
    const probes = events.filter((event) => event.type === "observed" && event.request.includes(".reproduction."));
    expect(probes.length).toBeLessThanOrEqual(2);
  }, 60_000);

  test("measures a window anew whose probe was killed, and says so", async () => {
    const id = await start(600);
    const ending = new AbortController();
    const driven = field.drive(id, ending.signal);
    await expect
      .poll(() => hostOf(lab, "alpha").exec(["pgrep", "-x", "ping"]), { timeout: 20_000, interval: 200 })
      .toMatchObject({ exitCode: 0 });
    await hostOf(lab, "alpha").must(["pkill", "-9", "-x", "ping"]);
    const trouble = async () => (await log(id)).flatMap((event) => (event.type === "watching" ? [event.trouble] : [])).at(-1);
    await expect.poll(trouble, { timeout: 30_000 }).toMatch(/^A window proved nothing and was measured anew: /);
    ending.abort();
    expect(await driven).toBe("running");
  }, 60_000);

  test.each([
    ["small-packet-loss", { count: "250", expectedLossPercent: "50" }],
    ["throughput-below-line-rate", { expectedMbit: "1", seconds: "3" }],
  ])(
    "%s: after a quiet window the hosts rest, and it is said",
    async (runbook, inputs) => {
      const id = await start(600, runbook, inputs);
      const told = async () => (await log(id)).flatMap((event) => (event.type === "watching" && event.windows > 0 ? [event] : []));
      const ending = new AbortController();
      const driven = field.drive(id, ending.signal);
      await expect.poll(async () => (await told()).length, { timeout: 40_000, interval: 100 }).toBeGreaterThan(0);
      ending.abort();
      expect(await driven).toBe("running");
      expect((await told())[0]).toMatchObject({ windows: 1, trouble: null });
      expect((await told())[0]?.restSeconds).toBeGreaterThan(4);
    },
    60_000,
  );

  test("ends when its time is up, and says that the symptom did not show", async () => {
    const id = await start(60);
    // 58 of its 60 seconds are over: the clock is the bench's, so that nobody has to wait for them.
    const late = { ...field.bench, now: () => new Date(Date.now() + 58_000) };
    const lease = "a worker whose clock is late";
    await late.journal.lease(id, lease, 60_000);
    expect(await drive(late, id, { lease, signal: AbortSignal.timeout(30_000) })).toBe("concluded");
    const concluded = (await log(id)).findLast((event) => event.type === "concluded");
    expect(concluded?.verdict.kind).toBe("symptomAbsent");
  }, 60_000);
});
