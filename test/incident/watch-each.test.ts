import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN } from "#cli/bench/run/examine.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { partId } from "#machines/journal/watch-part.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { goesOn } from "#server/investigate/each-event.ts";
import { describeWith } from "../needs.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "conntrack", "ping", "tc", "ip"];
const DIRECTORY = "/run/culprit-lab-watch-each";

/** A fault that comes, goes, and comes again, with another worker the second time. */
describeWith(NEEDS, "a watch that judges each event, on lab hosts", () => {
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

  const log = (id: string): Promise<readonly InvestigationEvent[]> => field.bench.journal.read(id);
  const verdictOf = async (id: string) => (await log(id)).findLast((event) => event.type === "concluded")?.verdict;
  const quietOf = async (id: string) => (await log(id)).flatMap((event) => (event.type === "watching" ? [event.windows] : [])).at(-1) ?? 0;
  const passedOf = async (id: string) =>
    (await log(id)).flatMap((event) => (event.type === "watching" ? [event.passed ?? 0] : [])).at(-1) ?? 0;

  test("two events with quiet between them have a verdict each, and a restart between them loses nothing", async () => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const host = (role: string, { sshAddress, sshPort }: typeof alpha) => ({ role, address: sshAddress, port: sshPort, user: "root" });
    const started = await perform(field.office, localActor("cli"), {
      do: "start",
      runbook: "small-packet-loss",
      brief: {
        hosts: [host("sender", alpha), host("receiver", beta)],
        inputs: { target: beta.dataAddress, count: "250", expectedLossPercent: "1.5" },
        ...{ watchSeconds: 600, watchEach: true },
      },
    });
    if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
    const first = started.id;
    const second = partId(first, 2);
    const ending = new AbortController();
    let driven: Promise<string>;
    // Of 250 probes some are lost in every window: one without a loss would end the event.
    await injectFault(lab, "firewall-drop", { perMille: 80 });
    try {
      expect(await field.drive(first, AbortSignal.timeout(60_000))).toBe("concluded");
      expect(goesOn(await log(first))).toMatchObject({ to: second, lasted: false, part: { event: 2, alike: 1, first } });
      // It has not gone: windows that show it are the event that was judged.
      driven = field.drive(second, ending.signal);
      await expect.poll(() => passedOf(second), { timeout: 60_000 }).toBeGreaterThan(0);
    } finally {
      await healFault(lab, "firewall-drop");
    }

    // The worker ends in the middle of the quiet, and another one takes over.
    await expect.poll(() => quietOf(second), { timeout: 60_000 }).toBeGreaterThan(0);
    ending.abort();
    expect(await driven).toBe("running");
    expect(await verdictOf(second)).toBeUndefined();
    const again = field.drive(second, AbortSignal.timeout(300_000));
    await injectFault(lab, "queue-drop");
    try {
      expect(await again).toBe("concluded");
    } finally {
      await healFault(lab, "queue-drop");
    }
    const causes = async (id: string) => (await verdictOf(id))?.causes.map(({ id: cause, certainty }) => [cause, certainty]);
    expect(await causes(first)).toEqual([["firewallDrop", "established"]]);
    expect((await causes(second))?.map(([cause]) => cause)).not.toContain("firewallDrop");
    expect((await verdictOf(second))?.kind).not.toBe("symptomAbsent");
    expect(goesOn(await log(second))).toMatchObject({ to: partId(first, 3), lasted: false, part: { event: 3, alike: 1 } });

    // What stops one of them stops the watch, wherever it stands.
    expect(await perform(field.office, localActor("cli"), { do: "stop", id: first })).toMatchObject({ ok: true, id: partId(first, 3) });
    expect(await field.drive(partId(first, 3), AbortSignal.timeout(10_000))).toBe("stopped");
    expect(await log(partId(first, 4))).toEqual([]);
  }, 600_000);
});
