import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { playing } from "#cli/record/replay.ts";
import { catalogue } from "#collectors";
import { verdictMarkdown } from "#machines/explain/index.ts";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { runbooks } from "#runbooks";
import { bundleOf, bundleText } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck } from "#server/bundle/recheck.ts";
import { turnOf, type Turn } from "#server/pseudonyms/address.ts";
import { turnedCopy } from "#server/pseudonyms/copy.ts";
import { withStrings } from "#server/pseudonyms/deep.ts";
import { turnedText } from "#server/pseudonyms/text.ts";
import { judgeRecording } from "../../runbooks/replay.ts";

const ROOT = join(import.meta.dirname, "../../../runbooks");
const KEY = Buffer.alloc(32, 7);
/** All of them agree; every so manieth is enough to see when that ends. */
const EVERY = 25;

const cases = runbooks
  .flatMap((runbook) =>
    readdirSync(join(ROOT, runbook.id, "cases"))
      .sort()
      .map((file) => ({ name: `${runbook.id} ${file}`, runbook, file: join(ROOT, runbook.id, "cases", file) })),
  )
  .filter((_, n) => n % EVERY === 0);

const read = (file: string): Recording => JSON.parse(readFileSync(file, "utf8")) as Recording;

function turned({ hosts, inputs, ...rest }: Recording, turn: Turn): Recording {
  const change = (text: string): string => turnedText(text, turn);
  return withStrings({ ...rest, inputs, hosts }, change);
}

const told = ({ kind, causes, standings }: Verdict): string =>
  JSON.stringify({
    kind,
    causes: causes.map(({ id, certainty, object }) => [id, certainty, object]),
    standings: standings.map(({ instance, standing }) => [instance, standing]),
  });

describe("with other addresses", () => {
  it.each(cases)("$name comes to the same verdict", ({ runbook, file }) => {
    const turn = turnOf(KEY);
    const recording = read(file);
    const [was, is] = [judgeRecording(runbook, recording), judgeRecording(runbook, turned(recording, turn))];
    expect(is.unrecorded).toEqual([]);
    expect(told(is)).toBe(turnedText(told(was), turn));
  });

  it("an investigation is exported, checked as before, and tells no address", async () => {
    const recording = read(join(ROOT, "small-packet-loss/cases/gateway-firewall-drop.json"));
    const turn = turnOf(KEY);
    const text = await playing(recording, ({ field, id, events }) => {
      const original = { id, number: 7, events, observations: field.observations(id), now: new Date("2026-01-02T03:04:05Z") };
      return bundleText(bundleOf(turnedCopy(original, turn)));
    });
    const known = [...turn.seen()].map((bytes) => (bytes.length === 4 ? bytes.join(".") : Buffer.from(bytes).toString("hex")));
    expect(known.length).toBeGreaterThan(10);
    for (const address of known.filter((each) => each.includes(".")))
      expect(text).not.toMatch(new RegExp(`(?<![\\d.])${address.replaceAll(".", "\\.")}(?![\\d])`));
    const bundle = openBundle(text);
    if (isRefused(bundle)) throw new Error(bundle.refused);
    expect(recheck(bundle)).toMatchObject({ differences: [] });
    expect(bundle.events.at(-1)).toMatchObject({ type: "outputsRemoved", pseudonyms: true });
    expect(verdictMarkdown(bundle.events, catalogue)).toContain("Addresses in it are pseudonyms");
  });
});
