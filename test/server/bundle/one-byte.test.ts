import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { verifiedBundle } from "#cli/commands/verify.ts";
import { playing } from "#cli/record/replay.ts";
import type { Recording } from "#machines/contract/index.ts";
import { bundleOf, bundleText } from "#server/bundle/bundle.ts";
import { BEGINNING, hashOfLink } from "#server/records/chain.ts";
import { recordsText, verifyRecords } from "#server/records/file.ts";
import { signerOf } from "#server/records/signature.ts";

const CASE = new URL("../../../runbooks/small-packet-loss/cases/firewall-drop.json", import.meta.url);
const PLACES = 40;

/** The same text with one byte another: a letter for a letter, so that it stays the text that a parser takes. */
function otherAt(text: string, at: number): string {
  const byte = text.charCodeAt(at);
  const other = byte === 0x20 ? "\t" : byte === 0x0a ? " " : String.fromCharCode(byte ^ 1);
  return text.slice(0, at) + other + text.slice(at + 1);
}

describe("evidence of which one byte was changed", () => {
  let text: string;
  const fits = (changed: string): boolean => verifiedBundle(changed, new Map()).fits;
  beforeAll(async () => {
    const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
    text = await playing(recording, ({ field, id, events }) => {
      const approved = {
        type: "hostKeyAnswered",
        host: events[0]?.type === "started" ? events[0].brief.hosts[0]!.key : "",
        fingerprint: "SHA256:x",
        approved: true,
      } as const;
      const [first, ...rest] = events;
      const log = [first!, { ...approved, seq: 2, at: first!.at, actor: first!.actor }, ...rest].map((event, n) => ({
        ...event,
        seq: n + 1,
      }));
      return bundleText(
        bundleOf({ id, number: 7, events: log, observations: field.observations(id), now: new Date("2026-01-02T03:04:05Z") }),
      );
    });
  });

  it("verifies as it was written", () => {
    expect(verifiedBundle(text, new Map()).say).toMatch(/read again they give the same verdict/);
  });

  it.each([
    ["who approved a key", /"approved": true/],
    ["which key", /"fingerprint": "SHA256:x/],
    ["what was run", /"commandLine": "[^"]{4}/],
    ["the hash of an output", /"sha256": "[0-9a-f]{5}/],
    ["what a host printed", /"stdout": "[^"]{9}/],
    ["the runbook's version", /"version": \d/g],
    ["the verdict", /"kind": "(?:cause|several)/],
    ["how sure it is", /"certainty": "est/],
    ["when it was exported", /"exportedAt": "2026/],
    ["who started it", /"actor": \{\s+"kind": "per/],
    ["the seal", /"seal": "[0-9a-f]{3}/],
    ["a space between two things", /": /],
    ["a line's end", /\n/],
  ])("does not verify: %s", (_what, where) => {
    const places = [...text.matchAll(new RegExp(where.source, "g"))];
    expect(places.length).toBeGreaterThan(0);
    for (const { index, 0: found } of [places[0]!, places.at(-1)!])
      expect(fits(otherAt(text, index + found.length - 1)), found).toBe(false);
  });

  it("does not verify wherever it was", () => {
    const passed: number[] = [];
    for (let n = 0; n < PLACES; n += 1) {
      const at = Math.floor(((n + 0.5) / PLACES) * text.length);
      if (fits(otherAt(text, at))) passed.push(at);
    }
    expect(passed).toEqual([]);
    for (const cut of [1, 2, Math.floor(text.length / 2)]) expect(fits(text.slice(0, -cut))).toBe(false);
    expect(fits(` ${text}`)).toBe(false);
  });

  it("of the record of who did what: every byte counts", () => {
    let before = BEGINNING;
    const entries = ["start", "stop"].map((action, index) => {
      const said = JSON.stringify({
        at: "2026-01-02T03:04:05.000Z",
        actor: { kind: "person", id: "a", name: "A", via: "cli" },
        action,
        outcome: "done",
        about: {},
      });
      before = hashOfLink(before, index + 1, said);
      return { n: index + 1, text: said, hash: before };
    });
    const records = recordsText(entries, { signer: signerOf({ tokens: Buffer.alloc(32) }), now: new Date("2026-01-02T03:04:05Z") });
    const whole = (changed: string): boolean => {
      const verified = verifyRecords(changed);
      return verified !== null && !("broken" in verified);
    };
    expect(whole(records)).toBe(true);
    expect([...records].flatMap((_, at) => (whole(otherAt(records, at)) ? [at] : []))).toEqual([]);
  });
});
