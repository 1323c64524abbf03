import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { playing } from "#cli/record/replay.ts";
import { collectors } from "#collectors";
import type { Recording } from "#machines/contract/index.ts";
import { runbooks } from "#runbooks";
import { bundleOf, bundleText } from "#server/bundle/bundle.ts";
import { importBundle } from "#server/door/import.ts";
import type { Office } from "#server/door/office.ts";
import { localActor } from "#server/door/session.ts";
import { openStore } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../server/store/test-database.ts";

const ROOT = join(import.meta.dirname, "..", "..", "runbooks");

const casesOf = (runbook: string): readonly { readonly name: string; readonly recording: Recording }[] =>
  readdirSync(join(ROOT, runbook, "cases"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ name: file, recording: JSON.parse(readFileSync(join(ROOT, runbook, "cases", file), "utf8")) as Recording }));

/** What an investigation reads on each host before and after what its runbook asks, and how often. */
const ALWAYS_READ = { preflight: 1, namespaces: 1, ledger: 2 } as const;

const timesRecorded = (host: Recording["hosts"][number], collector: keyof typeof ALWAYS_READ): number => {
  const ways = collectors[collector].ways.map(({ argv }) => JSON.stringify(argv));
  return host.commands.filter(({ argv }) => ways.includes(JSON.stringify(argv))).length;
};

/** Whoever plays a case at practice, or imports what came of it, goes through all of an investigation; the verdict tests begin behind the pre-flight. */
describe("a case holds a whole investigation", () => {
  test.each(runbooks.flatMap(({ id }) => casesOf(id).map((each) => ({ id, ...each }))))("$id/$name", ({ recording }) => {
    for (const host of recording.hosts) {
      const times = Object.keys(ALWAYS_READ).map((id) => [id, timesRecorded(host, id as keyof typeof ALWAYS_READ)] as const);
      // A host that could not be reached, or was lost on the way, has fewer, and says so.
      const lost = host.commands.some(({ failure }) => failure === "connectionLost");
      const missing = times.filter(([id, n]) => n < (lost ? 1 : ALWAYS_READ[id as keyof typeof ALWAYS_READ]));
      expect(missing, `${host.key}: not recorded often enough`).toEqual([]);
      expect(timesRecorded({ ...host, commands: host.commands.slice(0, 1) }, "preflight"), `${host.key}: pre-flight comes first`).toBe(1);
    }
  });
});

/** The shortest one that names its cause, and asks nobody: who would answer? */
const playable = (runbook: string): string | undefined =>
  casesOf(runbook)
    .filter(({ recording: { expect: wanted, answers } }) => wanted.causes[0]?.certainty === "established" && answers === undefined)
    .toSorted((a, b) => commandsOf(a.recording) - commandsOf(b.recording))[0]?.name;

const commandsOf = ({ hosts }: Recording): number => hosts.reduce((sum, { commands }) => sum + commands.length, 0);

const READ_ONLY = { enqueue: never, newId: never };

function never(): never {
  throw new Error("an import starts nothing");
}

describe("a case that is played over SSH, exported, and imported elsewhere", () => {
  let server: TestDatabase;
  beforeAll(async () => void (server = await openTestDatabase()));
  afterAll(() => server?.stop());

  test.each(runbooks.map(({ id }) => ({ id, file: playable(id) })))("$id/$file ends as it must, three times", async ({ id, file = "" }) => {
    const recording = JSON.parse(readFileSync(join(ROOT, id, "cases", file), "utf8")) as Recording;
    const wanted = recording.expect.causes.map((cause) => ({ id: cause.id, certainty: cause.certainty }));
    const played = await playing(recording, ({ field, id: investigation, events, verdict }) => ({
      verdict,
      failed: events.filter(({ type }) => type === "hostFailed"),
      bundle: bundleOf({ id: investigation, number: 1, events, observations: field.observations(investigation), now: new Date() }),
    }));
    expect(played.failed).toEqual([]);
    expect(played.verdict.kind).toBe(recording.expect.kind);
    expect(played.verdict.causes.map((cause) => ({ id: cause.id, certainty: cause.certainty }))).toEqual(wanted);

    const store = await openStore(await server.fresh());
    try {
      const office: Office = { journal: store.journal, inventory: store.inventory, keys: store.keys, archive: store, ...READ_ONLY };
      const result = await importBundle(office, localActor("cli"), bundleText(played.bundle));
      expect(result).toMatchObject({ ok: true, imported: { already: false, differences: [], verdict: recording.expect.kind } });
      expect(await store.investigation(played.bundle.investigation.id)).toMatchObject({ status: "concluded", cause: wanted[0]?.id });
    } finally {
      await store.close();
    }
  });
});
