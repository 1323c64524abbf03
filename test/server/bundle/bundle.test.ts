import { beforeAll, afterAll, describe, expect, it } from "vitest";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { bundleOf, bundleText, hashOf, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck } from "#server/bundle/recheck.ts";
import { importBundle } from "#server/door/import.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { Office } from "#server/door/office.ts";
import { drive } from "#server/investigate/drive.ts";
import type { Bench } from "#server/investigate/bench.ts";
import { exportOf } from "#server/read/export-of.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { caseBundle } from "./case-bundle.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const YOU = localActor("cli");

let bundle: Bundle;
let server: TestDatabase;

beforeAll(async () => {
  bundle = await caseBundle();
  server = await openTestDatabase();
});
afterAll(() => server?.stop());

type Change = (copy: { events: InvestigationEvent[]; observations: Bundle["observations"][number][] }) => void;

/** Somebody who edits a bundle and knows how it is sealed. */
function forged(change: Change): Bundle {
  const copy = structuredClone(bundle) as unknown as Parameters<Change>[0] & Bundle;
  change(copy);
  return { ...copy, seal: sealOf(copy) };
}

const refusal = (text: string): string => {
  const opened = openBundle(text);
  return isRefused(opened) ? opened.refused : "taken";
};

const differencesOf = (of: Bundle): readonly string[] => {
  const opened = openBundle(bundleText(of));
  if (isRefused(opened)) throw new Error(opened.refused);
  const checked = recheck(opened);
  if (isRefused(checked)) throw new Error(checked.refused);
  return checked.differences;
};

const observed = (events: readonly InvestigationEvent[], test: string): Extract<InvestigationEvent, { type: "observed" }> => {
  const found = events.findLast((event) => event.type === "observed" && event.request.includes(`.${test}.receiver.`));
  if (found?.type !== "observed") throw new Error(`no ${test}`);
  return found;
};

describe("a bundle that is looked at again", () => {
  it("gives the same verdict from the raw outputs alone", () => {
    expect(bundle.observations.length).toBeGreaterThan(15);
    expect(differencesOf(bundle)).toEqual([]);
    // The readings in the log are not what is judged: emptied, each is missed and the verdict is the same.
    const emptied = forged(({ events }) =>
      events.forEach((event) => event.type === "observed" && Object.assign(event, { reading: { fields: {} } })),
    );
    const opened = openBundle(bundleText(emptied));
    const checked = isRefused(opened) ? opened : recheck(opened);
    expect(checked).toMatchObject({ differences: [], verdict: { kind: "cause", causes: [{ id: "firewallDrop" }] } });
  });

  it("keeps outputs that are not text byte for byte", () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0, 255, 10]);
    const [first] = bundle.observations;
    if (first === undefined) throw new Error("nothing was observed");
    const again = bundleOf({
      ...{ id: "i", number: null, events: [], now: new Date() },
      observations: [{ ...first, stdout: bytes, stderr: Buffer.from([0xef, 0xbb, 0xbf]), startedAt: new Date() }],
    });
    const back = JSON.parse(bundleText(again)) as Bundle;
    const [stdout, stderr] = [back.observations[0]?.stdout, back.observations[0]?.stderr].map((each) =>
      typeof each === "object" ? Buffer.from(each.base64, "base64") : null,
    );
    expect(stdout).toEqual(bytes);
    expect(stderr).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  });

  it("says exactly which reading does not come out of its output", () => {
    const lied = forged(({ events }) => {
      const { reading } = observed(events, "firewall");
      Object.assign(reading.fields, { dropPackets: 123_456 });
    });
    expect(differencesOf(lied)).toEqual([expect.stringMatching(/^\d+\.firewall\.receiver\.after: dropPackets was 123456 and is \d+ now$/)]);
  });

  it("says that the verdict is another one", () => {
    const lied = forged(({ events }) => {
      const end = events.find((event) => event.type === "concluded");
      if (end?.type === "concluded") Object.assign(end, { verdict: { ...end.verdict, kind: "undetermined", causes: [] } });
    });
    expect(differencesOf(lied)).toEqual([
      "the verdict was undetermined and is cause (firewallDrop@receiver, established) now".replace(", e", `${keyOf()}, e`),
    ]);
  });

  it("follows the machine: an output that was taken for another one's changes where it ends", () => {
    const swapped = forged(({ observations, events }) => {
      const { facts } = observed(events, "firewall");
      const at = observations.findIndex(({ id }) => id === facts.observation);
      const empty = { stdout: '{"nftables": [{"metainfo": {"json_schema_version": 1}}]}\n', stderr: "" };
      const sha256 = hashOf(Buffer.from(empty.stdout), Buffer.from(""));
      observations.splice(at, 1, { ...(observations[at] as Bundle["observations"][number]), ...empty, sha256 });
      Object.assign(facts, { sha256 });
    });
    const differences = differencesOf(swapped).join("\n");
    expect(differences).toMatch(/firewall\.receiver\.after: /);
    expect(differences).toMatch(/the verdict was cause .* and is/);
  });
});

const keyOf = (): string => {
  const end = bundle.events.findLast((event) => event.type === "concluded");
  const key = end?.type === "concluded" ? end.verdict.causes[0]?.object.key : undefined;
  return key === undefined ? "" : ` ${key}`;
};

describe("what is no whole bundle is refused with a sentence", () => {
  const text = (): string => bundleText(bundle);
  const edited = (change: Change): string => bundleText(forged(change));
  const many = (count: number, entry: string): string =>
    text().replace(
      /"events": \[[^]*\],\n "observations"/,
      () => `"events": [${Array<string>(count).fill(entry).join(",")}],\n "observations"`,
    );

  it.each<readonly [string, () => string, RegExp]>([
    ["empty", () => " \n", /is empty/],
    ["not JSON", () => "investigation: 7", /is not JSON/],
    ["cut off", () => text().slice(0, 50_000), /cut off/],
    ["nested without end", () => "[".repeat(200_000), /nested too deeply|not JSON/],
    ["something else", () => '{"hello": 1}', /not an exported investigation/],
    ["newer", () => text().replace('"version": 1', '"version": 2'), /format 2, from a newer Culprit/],
    ["another form", () => edited(({ observations }) => void observations.unshift(1 as never)), /not formed .*observations\.0/],
    ["an unknown kind of entry", () => text().replace('"type": "roundPlanned"', '"type": "roundImagined"'), /not formed/],
    ["an edited log", () => text().replace("established", "suspected"), /seal does not fit/],
    [
      "an edited output",
      () => edited(({ observations }) => Object.assign(observations[3] as object, { stdout: "nothing\n" })),
      /was changed/,
    ],
    ["an output less", () => edited(({ observations }) => void observations.pop()), /is missing, which entry \d+/],
    ["more entries than a log can have", () => many(300_000, "{}"), /events: Too big/],
    ["a hundred thousand that are none", () => many(100_000, '{"type":"noted"}'), /events\.0\.seq/],
    ["an entry without end", () => many(1, `{"type":"started","title":[${"0,".repeat(400_000)}0]}`), /more than 300000 values/],
    ["an entry that is nested without end", () => many(1, `${'{"a":'.repeat(5_000)}0${"}".repeat(5_000)}`), /not formed|nested too deeply/],
    [
      "keys that every object has",
      () => edited(({ events }) => void events.push(JSON.parse('{"__proto__": {"seq": 1}, "constructor": 1}') as never)),
      /not formed/,
    ],
    [
      "a title of megabytes",
      () => edited(({ events }) => void Object.assign(events[0] as object, { title: "x".repeat(5_000) })),
      /title: Too big/,
    ],
    ["an output twice", () => edited(({ observations }) => void observations.push(observations[0] as never)), /same id/],
    [
      "an output that nobody speaks of",
      () =>
        edited(
          ({ observations }) => void observations.push({ ...(observations[0] as Bundle["observations"][number]), id: "x", request: "x" }),
        ),
      /No entry of the log/,
    ],
    ["an entry less", () => edited(({ events }) => void events.splice(4, 1)), /gap/],
    ["no beginning", () => edited(({ events }) => void Object.assign(events[0] as object, { type: "noted", text: "" })), /does not begin/],
  ])("%s", (_what, made, why) => {
    expect(refusal(made())).toMatch(why);
  });

  it("also what no machine can follow", () => {
    const odd = forged(({ events }) => {
      const end = events.find((event) => event.type === "concluded");
      if (end?.type === "concluded") Object.assign(end.verdict, { standings: [{ instance: "a", standing: "open", evidence: [{}] }] });
    });
    expect(recheck(odd)).toMatchObject({ refused: expect.stringMatching(/cannot be followed/) });
  });
});

describe("an import", () => {
  const openOffice = async (): Promise<{ office: Office; store: Store }> => {
    const store = await openStore(await server.fresh());
    const never = (): never => {
      throw new Error("must not be asked");
    };
    return {
      store,
      office: { journal: store.journal, inventory: store.inventory, keys: store.keys, archive: store, enqueue: never, newId: never },
    };
  };

  it("stores log, outputs, times and people as they were, and can be exported again", async () => {
    const { office, store } = await openOffice();
    const result = await importBundle(office, YOU, bundleText(bundle));
    expect(result).toMatchObject({ ok: true, imported: { number: 1, already: false, differences: [], verdict: "cause" } });
    const row = await store.investigation(bundle.investigation.id);
    expect(row).toMatchObject({ status: "concluded", verdict: "cause", cause: "firewallDrop", certainty: "established" });
    expect(row?.createdAt.toISOString()).toBe(bundle.events[0]?.at);
    const log = await store.journal.read(bundle.investigation.id);
    expect(log.slice(0, -1)).toEqual(JSON.parse(JSON.stringify(bundle.events)));
    expect(log.at(-1)).toMatchObject({ type: "imported", number: 7, outputs: bundle.observations.length, differences: [] });
    expect((await store.evidence(bundle.investigation.id)).length).toBeGreaterThan(10);

    const again = await exportOf(store, "INV-1", "json");
    const opened = openBundle(again?.text ?? "");
    if (isRefused(opened)) throw new Error(opened.refused);
    expect(opened.observations.toSorted(byId)).toEqual(JSON.parse(JSON.stringify(bundle.observations.toSorted(byId))));
    expect((await exportOf(store, "1", "markdown"))?.text).toMatch(/Cause, established/);
    expect(await exportOf(store, "INV-2", "json")).toBeNull();
    await store.close();
  });

  it("of the same bundle twice stores nothing, and of another log under its id is refused", async () => {
    const { office, store } = await openOffice();
    await importBundle(office, YOU, bundleText(bundle));
    const before = await store.journal.read(bundle.investigation.id);
    expect(await importBundle(office, YOU, bundleText(bundle))).toMatchObject({ ok: true, imported: { number: 1, already: true } });
    const other = forged(({ events }) => void Object.assign(events[0] as object, { title: "Another" }));
    expect(await importBundle(office, YOU, bundleText(other))).toMatchObject({
      ok: false,
      status: 409,
      message: expect.stringMatching(/INV-1 has the same id/),
    });
    expect(await store.journal.read(bundle.investigation.id)).toEqual(before);
    await store.close();
  });

  it("is never continued on its hosts: not by a worker, not by /run", async () => {
    const { office, store } = await openOffice();
    const half = forged(({ events, observations }) => {
      const at = events.findIndex(({ type }) => type === "roundPlanned");
      events.splice(at + 1);
      observations.splice(0);
    });
    expect(await importBundle(office, YOU, bundleText(half))).toMatchObject({ ok: true, imported: { verdict: null } });
    const { id } = bundle.investigation;
    expect((await store.investigation(id))?.status).toBe("stopped");
    expect((await store.journal.read(id)).slice(-2).map(({ type }) => type)).toEqual(["imported", "stopped"]);
    expect(await perform(office, YOU, { do: "run", id, collector: "softnet", host: "receiver" })).toMatchObject({ ok: false, status: 409 });
    expect(await perform(office, YOU, { do: "resume", id })).toMatchObject({ ok: false, status: 409 });
    const bench = { journal: store.journal, collectors: {}, catalogue: {} } as unknown as Bench;
    await store.journal.lease(id, "w", 10_000);
    expect(await drive(bench, id, { lease: "w", signal: new AbortController().signal })).toBe("stopped");
    await store.close();
  });

  it("takes no place among the investigations of a watch that began here", async () => {
    const { office, store } = await openOffice();
    const [first] = bundle.events;
    if (first?.type !== "started") throw new TypeError("a log begins with started");
    const { runbook, title } = first;
    await store.journal.create({ id: "ours", title, runbook, hostNames: [], practice: false, actor: YOU });
    await store.journal.append("ours", { expected: 0, events: [{ body: first, actor: YOU }] });
    const at = (id: string): Bundle => {
      // Outputs of their own: each stands in one investigation.
      const text = bundle.observations.reduce((all, seen) => all.replaceAll(seen.id, `${seen.id}${id}`), JSON.stringify(bundle));
      const moved = { ...(JSON.parse(text) as Bundle), investigation: { ...bundle.investigation, id } };
      return { ...moved, seal: sealOf(moved) };
    };
    expect(await importBundle(office, YOU, bundleText(at("ours-e2")))).toMatchObject({ ok: false, status: 409 });
    expect(await store.investigation("ours-e2")).toBeNull();
    // A watch that was itself brought here may be brought whole.
    expect(await importBundle(office, YOU, bundleText(at("theirs-e2")))).toMatchObject({ ok: true });
    expect(await importBundle(office, YOU, bundleText(at("theirs")))).toMatchObject({ ok: true });
    expect(await importBundle(office, YOU, bundleText(at("theirs-e3")))).toMatchObject({ ok: true });
    await store.close();
  });

  it("of something damaged stores nothing", async () => {
    const { office, store } = await openOffice();
    expect(await importBundle(office, YOU, bundleText(bundle).slice(0, -200))).toMatchObject({ ok: false, status: 400 });
    expect((await store.listInvestigations({ limit: 5 })).rows).toEqual([]);
    await store.close();
  });
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
