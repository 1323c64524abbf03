import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import type { EventBody } from "#machines/journal/event.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { caseLog } from "../../app/case-log.ts";
import { created, person, worker } from "./sample.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
let store: Store;
beforeAll(async () => {
  server = await openTestDatabase();
  store = await openStore(await server.fresh());
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const titleOf = (collector: string): string => `Output of ${catalogue[collector]?.title ?? collector}`;
const about = (id: string) => (id === "receive-drops" ? [{ where: "Symptom of its type", text: "inbound loss" }] : []);

/** Where the only row that is found has the words, as a line. */
async function why(text: string): Promise<readonly string[]> {
  const { rows } = await store.listInvestigations({ limit: 5, text });
  const found = await store.matches(rows, { text, about, titleOf });
  expect(rows).toHaveLength(1);
  return (found.get(rows[0]?.id ?? "") ?? []).map((each) => `${each.where}: ${each.text}`);
}

async function begin(id: string, of: { readonly title: string; readonly hostNames?: readonly string[] }): Promise<void> {
  const { title, hostNames, runbook } = created(id, of);
  await store.journal.create(created(id, of));
  const hosts = hostNames.map((name) => ({ key: "receiver", role: "receiver", name, address: "192.0.2.9" }));
  const body = { type: "started", title, runbook, brief: { hosts, inputs: { target: "203.0.113.9" } }, practice: false } as const;
  await store.journal.append(id, { expected: 0, events: [{ body, actor: person }] });
}

describe("why a row was found", () => {
  it("is what the row shows, what people wrote, what was asked", async () => {
    await begin("a", { title: "Loss at noon", hostNames: ["web-1.example"] });
    const bodies: readonly EventBody[] = [
      { type: "noted", text: "The optics of rack twelve were \0 cleaned." },
      { type: "handedOver", to: "Lena Ode", person: true, text: "please look at the patch panel" },
      { type: "hostAdded", host: { key: "gateway", role: "gateway", name: "gw-1.example", address: "198.51.100.7" } },
      { type: "titled", title: "Loss at midday" },
      { type: "reviewNoted", text: "Good catch" },
      { type: "stopped", reason: "It went away by itself" },
    ];
    await store.journal.append("a", { expected: null, events: bodies.map((body) => ({ body, actor: person })) });
    const { number } = (await store.investigation("a")) ?? { number: 0 };
    expect(await why(`inv-${number}`)).toEqual([`Number: INV-${number}`]);
    expect(await why("midday")).toEqual(["Title: Loss at midday"]);
    expect(await why("web-1")).toEqual(["Host: web-1.example"]);
    expect(await why("inbound")).toEqual(["Symptom of its type: inbound loss"]);
    expect(await why("optics twelve")).toEqual(["Note by Ada: The optics of rack twelve were \0 cleaned."]);
    expect(await why("198.51.100.7")).toEqual(["Host: gw-1.example 198.51.100.7"]);
    expect(await why("panel lena")).toEqual(["Handed over to: Lena Ode", "Hand-over: Lena Ode please look at the patch panel"]);
    expect(await why("catch")).toEqual(["Review note by Ada: Good catch"]);
    expect(await why("itself")).toEqual(["Why it was stopped: It went away by itself"]);
    expect(await why("192.0.2.9")).toEqual(["Address of web-1.example: 192.0.2.9"]);
    expect(await why("203.0.113")).toEqual(["Asked: target: 203.0.113.9"]);
    expect(await why("midday optics")).toEqual(["Title: Loss at midday", "Note by Ada: The optics of rack twelve were \0 cleaned."]);
  });

  it("is the verdict, an input or what a host printed, by the name of the host", async () => {
    const { events, observations } = caseLog("small-packet-loss", "backlog-overflow");
    const [started] = events;
    if (started?.type !== "started") throw new TypeError("a log begins with started");
    const { title, runbook, brief } = started;
    await store.journal.create({ ...created("b", { title }), runbook, hostNames: brief.hosts.map(({ name }) => name) });
    const bodies = events.map(({ seq: _seq, at: _at, actor: _actor, ...body }) => ({ body, actor: worker }));
    const appended = await store.journal.append("b", { expected: null, events: bodies, observations });
    expect(appended.ok).toBe(true);
    expect((await why("overflows")).join()).toMatch(/^Verdict: .*overflows/);
    expect((await why("198.51.100.11")).join()).toMatch(/^Address of client-1: 198\.51\.100\.11/);
    expect((await why("chaintoolong")).join()).toMatch(/^Output of \S.* on (?:client|router)-1: .*chaintoolong=0/);
  });

  it("is not looked for in more than a page can wait for, and says so", async () => {
    await begin("c", { title: "Long" });
    const printed = { attempt: 1, host: "receiver", collector: "softnet", commandLine: "x", args: {}, exitCode: 0, signal: null } as const;
    const rest = {
      truncated: false,
      sha256: "",
      bootId: null,
      uptimeSeconds: null,
      startedAt: new Date(),
      durationMs: 1,
      stderr: Buffer.from(""),
    };
    const observations = Array.from({ length: 6 }, (_, n) => ({
      ...{ ...printed, ...rest, id: `long${n}`, request: `r${n}` },
      stdout: Buffer.from(`${n === 5 ? "zebra" : "horse"} ${"filler ".repeat(130_000 + n)}`),
    }));
    await store.journal.append("c", {
      expected: null,
      events: [{ body: { type: "stopped", reason: "enough" }, actor: person }],
      observations,
    });
    expect(await why("zebra")).toEqual(["In what was run: "]);
  });
});
