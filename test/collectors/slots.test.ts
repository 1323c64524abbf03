import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CollectorId, collectors } from "#collectors";
import type { BriefHost, Collector, Request, SlotType } from "#machines/contract/index.ts";
import { fillSlot } from "#machines/slot.ts";
import { commandFor } from "#server/investigate/command.ts";
import { quoteLine, quoteOnOneLine } from "#server/ssh/quote.ts";
import { NASTY } from "../fuzz/damage.ts";
import { SLOT_VALUES } from "../fuzz/inputs.ts";

const TYPES = Object.keys(SLOT_VALUES) as readonly SlotType[];
/** Several words become one, with slashes. */
const PATHS: ReadonlySet<SlotType> = new Set(["urlPath", "rule", "discipline", "controlGroup"]);
const HOST: BriefHost = { key: "host", role: "host", name: "host", address: "192.0.2.1", netns: "qrouter-1f2e" };
const ways = (Object.entries(collectors) as readonly (readonly [CollectorId, Collector])[]).flatMap(([id, collector]) =>
  collector.ways.map((way, index) => ({ name: `${id}, way ${index}`, collector, way })),
);

/** What nobody would type by mistake: pieces of shell, of options and of other spellings around what is right. */
const hostile = fc
  .tuple(
    fc.constantFrom(...Object.values(SLOT_VALUES).flat(), ...NASTY),
    fc.constantFrom(...NASTY, "\n", ";", "&&", "|", "'", '"', "\\", "$", "%", "*"),
  )
  .chain(([a, b]) => fc.constantFrom(a, b, a + b, b + a, `${a} ${b}`, `-${a}`, `$(${a})`, `${a}\n${b}`));

describe("a slot's value", () => {
  it.each(TYPES)("of type %s is plain text of one word, or it is refused", (type) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const filled = fillSlot(type, text);
        if ("kind" in filled) return;
        expect(filled.value).toMatch(PATHS.has(type) ? /^[A-Za-z0-9_/][A-Za-z0-9_./~:@-]*$/ : /^(?:[A-Za-z0-9_]|::)[A-Za-z0-9_.:@-]*$/);
      }),
      { seed: 5, numRuns: 2_000 },
    );
    for (const value of SLOT_VALUES[type]) expect(fillSlot(type, value)).toEqual({ value });
  });

  it.each([
    "0.0.0.0",
    "0.1.2.3",
    "224.0.0.18",
    "239.1.1.1",
    "255.255.255.255",
    "::",
    "0:0::0",
    "ff02::1",
    "FF05::2",
    "10.0.0.08",
    "010.0.0.1",
    "10.0.0.1 ",
  ])("of type ipAddress is the address of one host: not %j", (text) =>
    expect(fillSlot("ipAddress", text)).toMatchObject({ kind: "badArgument" }),
  );

  it("has the one spelling in which hosts print it", () => {
    expect(fillSlot("ipAddress", "2001:0DB8:0:0::1")).toEqual({ value: "2001:db8::1" });
    expect(fillSlot("ipAddress", "fe80:0:0:0:0:0:0:1")).toEqual({ value: "fe80::1" });
    expect(fillSlot("macAddress", "FA:16:3E:00:00:01")).toEqual({ value: "fa:16:3e:00:00:01" });
  });
});

describe("the command of every collector", () => {
  it("comes out of a shell as it is written here, with what was typed in its place, and runs nothing of it", () => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-slots-"));
    try {
      const lines: string[] = [];
      const wanted: (readonly string[])[] = [];
      for (const { collector, way } of ways) {
        for (const turn of [0, 1, 2]) {
          const args = Object.fromEntries(
            way.argv.flatMap((part) =>
              typeof part === "string" ? [] : [[part.name, SLOT_VALUES[part.slot].at(turn % SLOT_VALUES[part.slot].length)!]],
            ),
          );
          const command = commandFor({ request: { key: "1.x.host.once", args } as unknown as Request, collector, way, host: HOST });
          if ("kind" in command) continue;
          wanted.push(command.argv);
          lines.push(
            `set -- ${quoteLine(command.argv)}; printf '%s\\0' "$#" "$@"`,
            `set -- ${command.argv.map(quoteOnOneLine).join(" ")}; printf '%s\\0' "$#" "$@"`,
          );
        }
      }
      const { stdout, stderr } = spawnSync("sh", ["-s"], {
        ...{ cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
        input: `NL=$(printf "\\nx"); NL=\${NL%x}\n${lines.join("\n")}\n`,
      });
      expect(stderr).toBe("");
      expect(stdout).toBe(
        wanted
          .flatMap((argv) => [argv, argv])
          .map((argv) => `${[argv.length, ...argv].join("\0")}\0`)
          .join(""),
      );
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(ways.filter(({ way }) => way.argv.some((part) => typeof part !== "string")))(
    "is not made where a slot holds more than a value: $name",
    ({ collector, way }) => {
      const slots = way.argv.filter((part) => typeof part !== "string");
      const right = Object.fromEntries(slots.map(({ name, slot }) => [name, SLOT_VALUES[slot][0]]));
      for (const { name } of slots)
        for (const wrong of [
          "$(touch here)",
          "`touch here`",
          "; touch here",
          "-oProxyCommand=touch here",
          "x\ny",
          "\u202E",
          "",
          "__proto__ ",
        ]) {
          const args = { ...right, [name]: wrong };
          expect(commandFor({ request: { key: "1.x.host.once", args } as unknown as Request, collector, way, host: HOST })).toMatchObject({
            kind: "badArgument",
            slot: name,
          });
        }
      expect(existsSync("here")).toBe(false);
    },
  );
});
