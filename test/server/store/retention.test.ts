import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { verdictMarkdown } from "#machines/explain/index.ts";
import { conversation } from "#machines/journal/conversation.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { noticeOf } from "#machines/journal/notice.ts";
import { judge } from "#machines/judge.ts";
import { bundleText, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck } from "#server/bundle/recheck.ts";
import { keepOutputDays } from "#server/keep-output.ts";
import { CULPRIT } from "#server/investigate/bench.ts";
import { exportOf } from "#server/read/export-of.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { caseBundle } from "../bundle/case-bundle.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

describe("raw outputs after their time", () => {
  let server: TestDatabase;
  let config: pg.ClientConfig;
  let store: Store;
  let bundle: Bundle;
  const of = async (text: string | undefined): Promise<Bundle> => {
    const opened = openBundle(text ?? "");
    if (isRefused(opened)) throw new Error(opened.refused);
    return opened;
  };
  const age = async (id: string, days: number): Promise<void> => {
    const client = new pg.Client(config);
    await client.connect();
    await client.query("update investigation set ended_at = now() - make_interval(days => $2) where id = $1", [id, days]);
    await client.end();
  };
  beforeAll(async () => {
    bundle = await caseBundle();
    server = await openTestDatabase();
    config = await server.fresh();
    store = await openStore(config);
    const opened = await of(bundleText(bundle));
    const { observationOf } = await import("#server/bundle/bundle.ts");
    await store.keep({
      ...{ id: bundle.investigation.id, events: opened.events, brought: opened.events.length, evidence: [] },
      observations: opened.observations.map(observationOf),
    });
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  it("stay until then", async () => {
    const { id } = bundle.investigation;
    await age(id, 29);
    expect(await store.retention.removeOutputs(30, CULPRIT)).toEqual({ investigations: 0, outputs: 0, pictures: 0 });
    expect(await store.observations(id)).toHaveLength(bundle.observations.length);
  });

  it("go, with their first lines in the log; verdict and readings stay, and page, ticket and export say so", async () => {
    const { id } = bundle.investigation;
    await age(id, 31);
    const before = await store.journal.read(id);
    expect(await store.retention.removeOutputs(30, CULPRIT)).toEqual({
      investigations: 1,
      outputs: bundle.observations.length,
      pictures: 0,
    });
    expect(await store.retention.removeOutputs(30, CULPRIT)).toEqual({ investigations: 0, outputs: 0, pictures: 0 });
    expect(await store.observations(id)).toEqual([]);
    const after = await store.journal.read(id);
    const bare = before.map((event) =>
      (event.type === "observed" || event.type === "unavailable") && event.facts !== undefined
        ? { ...event, facts: { ...event.facts, head: "" } }
        : event,
    );
    expect(after.slice(0, -1)).toEqual(bare);
    expect(after.at(-1)).toMatchObject({ type: "outputsRemoved", outputs: bundle.observations.length, olderThanDays: 30 });
    const messages = conversation(after, { catalogue, judgement: judge(factsOf(after, catalogue)) });
    const notices = messages.flatMap((one) => (one.kind === "notice" ? [noticeOf(one.event, one.runbook, one.hosts)?.say] : []));
    expect(notices.join()).toMatch(/raw outputs were removed after 30 days/);
    expect(verdictMarkdown(after, catalogue)).toMatch(/The raw outputs were removed on/);
    expect((await store.investigation(id))?.status).toBe("concluded");
  });

  it("leave an export that can be checked, and in which none may be missing that was not removed", async () => {
    const exported = await of((await exportOf(store, bundle.investigation.id, "json"))?.text);
    const again = recheck(exported);
    if (isRefused(again)) throw new Error(again.refused);
    expect(again).toMatchObject({ outputs: 0, removed: bundle.observations.length, differences: [] });
    const first = bundle.observations.slice(1);
    const missing = { ...bundle, observations: first };
    expect(openBundle(bundleText({ ...missing, seal: sealOf(missing) }))).toMatchObject({ refused: expect.stringContaining("is missing") });
  });

  it("is a number of days, or nothing", () => {
    expect(keepOutputDays({})).toBeNull();
    expect(keepOutputDays({ CULPRIT_KEEP_OUTPUT_DAYS: "90" })).toBe(90);
    for (const text of ["0", "-1", "x", "1.5"])
      expect(() => keepOutputDays({ CULPRIT_KEEP_OUTPUT_DAYS: text })).toThrow(/not a number of days/);
  });
});
