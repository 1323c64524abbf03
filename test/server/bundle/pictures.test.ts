import { hash, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { conversation } from "#machines/journal/conversation.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { noticeOf } from "#machines/journal/notice.ts";
import { judge } from "#machines/judge.ts";
import { bundleOf, bundleText, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { picturesOf } from "#server/bundle/pictures.ts";
import { importBundle } from "#server/door/import.ts";
import type { Office } from "#server/door/office.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { turnOf } from "#server/pseudonyms/address.ts";
import { turnedCopy } from "#server/pseudonyms/copy.ts";
import { exportOf } from "#server/read/export-of.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { PICTURES } from "../pictures/samples.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const YOU = localActor("cli");

const refusal = (text: string): string => {
  const opened = openBundle(text);
  return isRefused(opened) ? opened.refused : "taken";
};

/** An investigation that was stopped at once; its note shows a picture. */
describe("pictures of notes", () => {
  let server: TestDatabase;
  let config: pg.PoolConfig;
  let store: Store;
  let id: string;
  let text: string;
  let bundle: Bundle;
  const officeOf = (of: Store): Office => ({
    ...{ journal: of.journal, inventory: of.inventory, keys: of.keys, archive: of },
    ...{ enqueue: () => Promise.resolve(), newId: randomUUID },
  });
  const exported = async (of: Store, format: "json" | "markdown" | "html"): Promise<string> => (await exportOf(of, id, format))?.text ?? "";

  beforeAll(async () => {
    server = await openTestDatabase();
    config = await server.fresh();
    store = await openStore(config);
    const office = officeOf(store);
    const hosts = [
      { role: "sender", address: "192.0.2.10" },
      { role: "receiver", address: "192.0.2.20" },
    ];
    const started = await perform(office, YOU, {
      ...{ do: "start", runbook: "small-packet-loss", brief: { hosts, inputs: { target: "192.0.2.20" } } },
    });
    id = started.ok ? (started.id ?? "") : "";
    await perform(office, YOU, { do: "stop", id });
    const pictures = [{ data: PICTURES.jpeg.toString("base64"), alt: "Port 7 is dark" }];
    expect(await perform(office, YOU, { do: "note", id, text: "", pictures })).toMatchObject({ ok: true });
    text = await exported(store, "json");
    bundle = JSON.parse(text) as Bundle;
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  const picture = (): { readonly sha256: string; readonly base64: string } => {
    const [first] = bundle.pictures ?? [];
    if (first === undefined) throw new Error("no picture");
    return first;
  };

  it("are in the bundle, each with its hash, and nothing else is", () => {
    expect(refusal(text)).toBe("taken");
    for (const [pictures, why] of [
      [[], /is missing, which a note shows/],
      [[picture(), picture()], /same hash/],
      [[{ ...picture(), base64: PICTURES.png.toString("base64") }], /it was changed/],
      [[picture(), { ...picture(), sha256: "0".repeat(64) }], /No note speaks/],
      [[{ ...picture(), base64: `${picture().base64}*` }], /not formed/],
    ] as const)
      expect(refusal(JSON.stringify({ ...bundle, pictures }, null, 1))).toMatch(why);
    // Whoever forges the hash as well cannot bring in anything but a picture of that kind and size.
    const svg = Buffer.from("<svg onload='alert(1)'/>");
    const sha256 = hash("sha256", svg);
    const copy = JSON.parse(text.replaceAll(picture().sha256, sha256)) as Bundle;
    const forged = { ...copy, pictures: [{ sha256, base64: svg.toString("base64") }] };
    expect(refusal(bundleText({ ...forged, seal: sealOf(forged) }))).toMatch(/none that can be shown/);
  });

  it("come along with an import; a ticket and a page to send say where they are", async () => {
    const other = await openStore(await server.fresh());
    expect(await importBundle(officeOf(other), YOU, text)).toMatchObject({ ok: true, imported: { differences: [] } });
    expect((await other.picture(id, picture().sha256))?.content.toString("base64")).toBe(picture().base64);
    expect(await other.picture("another", picture().sha256)).toBeNull();
    await other.close();
    expect(await exported(store, "markdown")).toContain("The notes show a picture, which this text cannot carry");
    expect(await exported(store, "html")).toContain("[Picture: Port 7 is dark. JPEG, 12 × 8, 1 kB]");
  });

  it("are left out where addresses are pseudonyms", () => {
    const original = { ...bundle.investigation, events: bundle.events, observations: [], pictures: picturesOf(bundle), now: new Date() };
    const turned = openBundle(bundleText(bundleOf(turnedCopy(original, turnOf(Buffer.alloc(32, 7))))));
    if (isRefused(turned)) throw new Error(turned.refused);
    expect(turned.events.at(-1)).toMatchObject({ type: "outputsRemoved", pseudonyms: true, pictures: [picture().sha256] });
    expect(turned.pictures).toBeUndefined();
  });

  it("go when they are as old as the rule says, and their note says so", async () => {
    const pool = new pg.Pool(config);
    await pool.query("update investigation set ended_at = now() - interval '31 days'");
    // The picture came today.
    expect(await store.retention.removeOutputs(30, YOU)).toMatchObject({ pictures: 0 });
    expect(await store.retention.wouldRemove(30)).toMatchObject({ investigations: 0, pictures: 0, bytes: 0 });
    await pool.query("update picture set created_at = now() - interval '31 days'");
    await pool.end();
    const young = [{ data: PICTURES.png.toString("base64") }];
    expect(await perform(officeOf(store), YOU, { do: "note", id, text: "Today.", pictures: young })).toMatchObject({ ok: true });
    expect(await store.retention.wouldRemove(30)).toMatchObject({ investigations: 1, pictures: 1 });
    expect(await store.retention.removeOutputs(30, YOU)).toEqual({ investigations: 1, outputs: 0, pictures: 1 });
    expect((await store.pictures(id)).map(({ type }) => type)).toEqual(["image/png"]);
    const left = await exported(store, "json");
    expect(refusal(left)).toBe("taken");
    const { events } = JSON.parse(left) as Bundle;
    const messages = conversation(events, { catalogue, judgement: judge(factsOf(events, catalogue)) });
    const notes = messages.filter(({ kind }) => kind === "note");
    expect(notes).toMatchObject([{ pictures: [{ alt: "Port 7 is dark", removed: true }] }, { pictures: [{ removed: false }] }]);
    const notices = messages.flatMap((one) => (one.kind === "notice" ? [noticeOf(one.event, one.runbook, one.hosts)?.say] : []));
    expect(notices.join()).toContain("1 picture of notes was removed after 30 days");
    const only = events.filter((event) => event.type !== "noted" || event.text === "");
    expect(verdictMarkdown(only, catalogue)).toContain("The notes showed a picture, no longer kept.");
  });
});
