import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, type CollectorId, collectors, derivations, parse } from "#collectors";
import type { Collector, Reading } from "#machines/contract/index.ts";
import { isReading, output, recordingsOf, ROOM } from "./recording.ts";

const entries = Object.entries(collectors) as readonly (readonly [CollectorId, Collector])[];

it("has one folder per collector and derivation, named as its id, and no other", () => {
  const folders = readdirSync(ROOM).filter((name) => statSync(join(ROOM, name)).isDirectory());
  expect(folders.sort()).toEqual([...Object.keys(collectors), ...Object.keys(derivations)].sort());
  for (const [id, derivation] of Object.entries(derivations)) {
    expect(derivation.id).toBe(id);
    expect(existsSync(join(ROOM, id, "derivation.ts")), id).toBe(true);
  }
  for (const [id, collector] of entries) {
    expect(collector.id).toBe(id);
    // Its parser stands beside it, or beside the folders where another collector reads the same.
    expect(existsSync(join(ROOM, id, "collector.ts")), id).toBe(true);
  }
});

it("offers the catalogue as data: equal after a trip through JSON, without commands", () => {
  expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
  expect(JSON.stringify(catalogue)).not.toContain("argv");
});

describe.each(entries)("%s", (id, collector) => {
  const recordings = recordingsOf(id);

  it("has recordings of at least two formats, an empty one and a broken one", () => {
    const named = (start: string) => recordings.filter(({ file }) => file.startsWith(start)).length;
    expect(recordings.length - named("empty") - named("broken")).toBeGreaterThanOrEqual(2);
    expect([named("empty"), named("broken")].every((count) => count > 0)).toBe(true);
    for (const { file, about, way } of recordings) {
      expect(about, file).toMatch(/^# (made by hand|virtual machine)[\s,:]/);
      expect(way, file).toBeLessThan(collector.ways.length);
    }
  });

  it("reads exactly the fields that it declares", () => {
    const readings = recordings.map(({ way, stdout }) => parse(id, way, output(stdout))).filter(isReading);
    expect(readings.length).toBeGreaterThan(0);
    for (const reading of readings) expectDeclared(collector, reading);
  });

  it("says what every field is, in a sentence, with a unit where a number has one", () => {
    const specs = [collector.fields, ...Object.values(collector.tables ?? {})].flatMap((fields) => Object.entries(fields));
    for (const [field, spec] of specs) {
      expect(spec.about, field).toMatch(/^.+\.$/);
      expect(spec.kind !== "counter" || (spec.bits !== undefined && spec.unit !== ""), field).toBe(true);
    }
  });

  it("calls no exit code but 0 a reading, unless a summary says that the probe ran", () => {
    for (const { way, stdout, file } of recordings) {
      const result = parse(id, way, output(stdout, { exitCode: 3 }));
      if (id !== "ping") expect(result, file).toMatchObject({ kind: "exited", code: 3 });
    }
  });

  it("stays within its limits: a probe says that it sends, everything else says what it touches", () => {
    expect(collector.deadlineMs).toBeGreaterThan(0);
    expect(collector.maxBytes).toBeGreaterThanOrEqual(Math.max(...recordings.map(({ stdout }) => stdout.length)) * 2);
    expect(collector.probe).toBe(collector.risk === "R2");
    expect(collector.probe || collector.risk === "R1" ? collector.effects.length > 0 : true).toBe(true);
    expect(collector.effects.every((effect) => effect.split(" ").length > 2)).toBe(true);
  });
});

function expectDeclared(collector: Collector, reading: Reading): void {
  expect(Object.keys(reading.fields).sort()).toEqual(Object.keys(collector.fields).sort());
  const tables = Object.entries(reading.tables ?? {});
  for (const [name, rows] of tables) {
    const declared = Object.keys(collector.tables?.[name] ?? {}).sort();
    for (const row of rows)
      expect(
        Object.keys(row)
          .filter((key) => key !== "key")
          .sort(),
        `${name} ${row.key}`,
      ).toEqual(declared);
    expect(new Set(rows.map(({ key }) => key)).size, `${name} has one row per key`).toBe(rows.length);
  }
}
