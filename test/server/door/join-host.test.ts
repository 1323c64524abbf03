import { describe, expect, it } from "vitest";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Actor, EventBody } from "#machines/journal/event.ts";
import type { Runbook } from "#machines/contract/index.ts";
import { onHostOfIt, type OnHostOfIt } from "#server/door/join-host.ts";
import type { Office } from "#server/door/office.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { runbookById } from "#runbooks";
import { created } from "../store/sample.ts";

const person = (id: string): Actor => ({ kind: "person", id, name: id, via: "page" });
const culprit: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };
const runbook = runbookById("small-packet-loss") as Runbook;
const hosts = [
  { key: "sender", role: "sender", name: "mon-1", address: "192.0.2.1" },
  { key: "receiver", role: "receiver", name: "db-2", address: "192.0.2.2" },
];
const started: EventBody = { type: "started", title: "x", runbook, brief: { hosts, inputs: {} }, practice: false };
const lost: EventBody = { type: "hostFailed", host: "gateway", failure: { kind: "unreachable", detail: "no route to host" } };
const reached = { type: "hostReached", facts: { host: "gateway", fingerprint: "f" } } as EventBody;
const concluded = { type: "concluded", verdict: { kind: "undetermined", causes: [] } } as unknown as EventBody;

async function office(...bodies: readonly EventBody[]) {
  const journal = memoryJournal();
  await journal.create(created("x"));
  const enqueued: string[] = [];
  const append = (body: EventBody, actor = culprit) => journal.append("x", { expected: null, events: [{ body, actor }] });
  for (const body of bodies) await append(body);
  const desk = { journal, enqueue: async (id: string) => void enqueued.push(id) } as unknown as Office;
  const act = (who: string, action: object) => onHostOfIt(desk, person(who), { ...action, id: "x" } as OnHostOfIt);
  const add = (address: string, more: object = {}) => act("Ada", { do: "joinHost", role: "gateway", address, ...more });
  const said = async (answer: ReturnType<typeof act>): Promise<string> => {
    const result = await answer;
    return result.ok ? "ok" : result.message;
  };
  const keys = async () => hostsOf(await journal.read("x")).map(({ key, address }) => `${key} ${address}`);
  return { act, add, said, keys, append, enqueued, journal };
}

describe("a host that somebody adds to an investigation", () => {
  it("gets a key of its own, and a worker looks", async () => {
    const { add, keys, enqueued, journal } = await office(started);
    expect(await add("192.0.2.3", { name: "gw-1", user: "root", port: 2222, netns: "fw" })).toEqual({ ok: true, id: "x" });
    expect(await add("192.0.2.4")).toMatchObject({ ok: true });
    expect(await keys()).toEqual(["sender 192.0.2.1", "receiver 192.0.2.2", "gateway 192.0.2.3", "gateway#2 192.0.2.4"]);
    expect((await journal.read("x"))[1]).toMatchObject({
      ...{ type: "hostAdded", actor: { name: "Ada" } },
      host: { key: "gateway", role: "gateway", name: "gw-1", address: "192.0.2.3", user: "root", port: 2222, netns: "fw" },
    });
    expect(enqueued).toEqual(["x", "x"]);
  });

  it("is added once, whoever is first: ten at the same time", async () => {
    const { act, said, keys } = await office(started);
    const ten = Array.from({ length: 10 }, (_, n) => said(act(`p${n}`, { do: "joinHost", role: "gateway", address: "192.0.2.3" })));
    const answers = await Promise.all(ten);
    expect(answers.filter((answer) => answer === "ok")).toHaveLength(1);
    expect(new Set(answers.filter((answer) => answer !== "ok"))).toEqual(new Set(["192.0.2.3 is being looked at already."]));
    expect(await keys()).toHaveLength(3);
  });

  it("is refused in a sentence that says what to do", async () => {
    const { act, add, said, append } = await office(started);
    const join = (role: string, address = "192.0.2.9") => said(act("Ada", { do: "joinHost", role, address }));
    expect(await join("sender")).toBe("Sender takes one host, and mon-1 is there. Another host can be gateway.");
    expect(await join("router")).toBe("small-packet-loss has no role router. Another host can be gateway.");
    expect(await join("sender", "192.0.2.1")).toBe("mon-1 is being looked at already.");
    expect(await said(add("192.0.2.3", { netns: "a b" }))).not.toBe("ok");
    for (const n of [3, 4, 5, 6]) expect(await said(add(`192.0.2.${n}`))).toBe("ok");
    expect(await join("sender")).toContain("No role of this runbook takes another host");
    expect(await said(add("192.0.2.7"))).toContain("192.0.2.3 was not reached so far: withdraw it first.");
    await append(concluded);
    expect(await said(add("192.0.2.7"))).toBe(
      "It has its verdict, which stays as it is. Start another investigation with this host among the others.",
    );
  });

  it("is refused where nothing may run", async () => {
    const practice = await office({ ...started, practice: true } as EventBody);
    expect(await practice.said(practice.add("192.0.2.3"))).toContain("practice incident");
    const swept = await office({ ...started, sweep: "s" } as EventBody);
    expect(await swept.said(swept.add("192.0.2.3"))).toContain("one host of a sweep");
    const brought = await office(started, { type: "imported", exportedAt: "", number: 1, outputs: 0, differences: [] });
    expect(await brought.said(brought.add("192.0.2.3"))).toContain("It was imported");
    const stopped = await office(started, { type: "stopped", reason: "x" });
    expect(await stopped.said(stopped.add("192.0.2.3"))).toContain("It is stopped");
    const { act } = await office();
    expect(await act("Ada", { do: "joinHost", role: "gateway", address: "x" })).toMatchObject({ status: 404 });
  });

  it("is tried again under its key when it was not reached, and may be withdrawn until it was", async () => {
    const { act, add, said, keys, append } = await office(started);
    const withdraw = (host: string) => said(act("Bo", { do: "withdrawHost", host }));
    await add("192.0.2.3", { name: "gw-1" });
    await append(lost);
    expect(await said(add("192.0.2.3", { user: "root" }))).toBe("ok");
    expect((await keys()).at(-1)).toBe("gateway 192.0.2.3");
    await append(lost);
    expect(await withdraw("gw-1")).toBe("ok");
    expect(await keys()).toHaveLength(2);
    expect(await withdraw("gw-1")).toBe("There is no host gw-1 here. Hosts: sender, receiver.");
    expect(await said(add("192.0.2.3"))).toBe("ok");
    expect((await keys()).at(-1)).toBe("gateway#2 192.0.2.3");
    expect(await withdraw("mon-1")).toBe("mon-1 was named at the start, and stays.");
    await append({ ...reached, facts: { host: "gateway#2" } } as EventBody);
    expect(await withdraw("gateway#2")).toContain("was reached");
    expect(await said(add("192.0.2.3"))).toBe("192.0.2.3 takes part already, as gateway.");
  });
});
