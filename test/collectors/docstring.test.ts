import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CollectorId, collectors, parse } from "#collectors";
import { fieldsOf, output, ROOM } from "./recording.ts";

const HEADINGS = ["Shape", "Fields", "Empty", "Fails", "Source"];

describe.each(Object.keys(collectors) as CollectorId[])("the description of %s", (id) => {
  const lines = docstring(id);

  it(`has the five parts ${HEADINGS.join(", ")}, in this order`, () => {
    expect(lines.flatMap((line) => /^([A-Z][a-z]+):(?: |$)/.exec(line)?.[1] ?? [])).toEqual(HEADINGS);
  });

  it("shows a sample that reads as its example says", () => {
    const sample = lines.filter((line) => line.startsWith("    ") || line === "").map((line) => line.slice(4));
    const stdout = `${sample
      .slice(sample.findIndex((line) => line !== ""))
      .join("\n")
      .trimEnd()}\n`;
    const example = /Example: (.*)$/m.exec(lines.join("\n"))?.[1] ?? "";
    const said = Object.fromEntries(example.split(", ").map((pair) => [pair.replace(/ =.*$/, ""), pair.replace(/^.*? = ?/, "")]));
    const fields = fieldsOf(parse(id, 0, output(stdout)));
    expect(Object.keys(said).length).toBeGreaterThan(0);
    expect(Object.fromEntries(Object.keys(said).map((name) => [name, String(fields[name])]))).toEqual(said);
  });

  it("names a source at a version or a manual", () => {
    const source = lines.slice(lines.findIndex((line) => line.startsWith("Source:"))).join(" ");
    expect(source).toMatch(/https:\/\/|\(\d\)/);
    expect(source).not.toMatch(/\/(master|main|latest)\//);
  });
});

/** The comment right above `export const <id>`, without its stars. */
function docstring(id: CollectorId): readonly string[] {
  const text = readFileSync(join(ROOM, id, "collector.ts"), "utf8");
  const before = text.slice(0, text.indexOf(`export const ${id} =`));
  const comment = before.slice(before.lastIndexOf("/**") + 3, before.lastIndexOf("*/"));
  return comment.split("\n").map((line) => line.replace(/^ \* ?/, "").trimEnd());
}
