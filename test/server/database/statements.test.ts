import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MIGRATIONS_FOLDER, readMigrations } from "#server/database/migrations.ts";
import { statements } from "#server/database/statements.ts";

const texts = (script: string) => statements(script).map(({ text }) => text);

describe("splitting a script into statements", () => {
  it.each([
    ["select 1; select 2", ["select 1", "select 2"]],
    ["select ';'; select ''';'", ["select ';'", "select ''';'"]],
    ['select ";" from "a""b;c"; x', ['select ";" from "a""b;c"', "x"]],
    ["select E'\\';'; x", ["select E'\\';'", "x"]],
    ["-- a; b\nselect 1;\n/* ; /* ; */ ; */ select 2;", ["-- a; b\nselect 1", "/* ; /* ; */ ; */ select 2"]],
    ["do $$ begin x; end $$; do $a$ $$ ; $a$; y", ["do $$ begin x; end $$", "do $a$ $$ ; $a$", "y"]],
    ["select $1; select a$b", ["select $1", "select a$b"]],
    [" ; ;\n-- only a comment\n", []],
    ["", []],
  ])("%j", (script, expected) => {
    expect(texts(script)).toEqual(expected);
  });

  it("says on which line a statement begins", () => {
    expect(statements("a;\n\n-- why\nb;\nc").map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  it("takes any text apart without losing a statement or hanging", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."a;'\"$-/*\n E\\") }), (script) => {
        const found = texts(script);
        expect(found.every((text) => script.includes(text))).toBe(true);
      }),
    );
  });

  it("finds every statement of the migrations that ship", () => {
    for (const { sql } of readMigrations(MIGRATIONS_FOLDER)) {
      const wanted = sql.split("\n").filter((line) => /^(CREATE|ALTER|DROP|update)\b/.test(line)).length;
      expect(statements(sql)).toHaveLength(wanted);
    }
  });
});
