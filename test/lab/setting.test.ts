import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { processRef } from "#lab/hosts/process.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { changeSetting, restoreSettings } from "#lab/hosts/setting.ts";
import { describeUnless } from "../needs.ts";

let folder: string;
let setting: string;
let labs: readonly string[];

/** What counts of a lab here: that its first process lives. */
const live = async (name: string): Promise<string> => {
  const directory = join(folder, name);
  mkdirSync(directory, { mode: 0o700 });
  const nothing = { hosts: [], places: [], extras: [], faults: [] };
  const state = { version: 2, topology: "pair", stage: "up", root: await processRef(process.pid), link: "culprit-000000", ...nothing };
  writeFileSync(join(directory, "state.json"), JSON.stringify(state), { mode: 0o600 });
  return directory;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "culprit-setting-"));
  // Of the form of a setting, and nobody's: what is read and written here is not the machine's.
  setting = join(folder, "setting");
  writeFileSync(setting, "300\n");
  labs = await Promise.all(["one", "two", "three", "four"].map(live));
});
afterEach(async () => {
  for (const lab of labs) await restoreSettings(lab);
  rmSync(folder, { recursive: true });
});

const value = (): string => readFileSync(setting, "utf8").trim();

/** A lab's process that changes the setting and puts it back, again and again; ends with what it saw that cannot be. */
const rival = (directory: string, changed: string): Promise<string> => {
  const code = `
    const { changeSetting, restoreSettings } = await import("#lab/hosts/setting.ts");
    const { readFileSync } = await import("node:fs");
    let done = 0;
    for (let round = 0; round < 400 && done < 15; round += 1) {
      try {
        await changeSetting({ directory: ${JSON.stringify(directory)}, fault: "fault" }, ${JSON.stringify(setting)}, "${changed}");
      } catch (error) {
        if (error.name !== "LabProblem") throw error;
        continue;
      }
      const now = readFileSync(${JSON.stringify(setting)}, "utf8");
      if (now !== "${changed}") console.log("held, and is " + now);
      done += 1;
      await restoreSettings(${JSON.stringify(directory)});
    }
    if (done === 0) console.log("never had its turn");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  return new Promise((resolve) => child.on("close", () => resolve(said)));
};

describeUnless(await whyNoLab(), "a setting of the machine", () => {
  it("is held by one lab at a time, and is as it was found after all of them", async () => {
    expect(await Promise.all(labs.map((lab, index) => rival(lab, String(index))))).toEqual(labs.map(() => ""));
    expect(value()).toBe("300");
  }, 60_000);

  it("is refused to a second fault while the first's lab lives, and taken over from one that does not", async () => {
    const [one = "", two = ""] = labs;
    await changeSetting({ directory: one, fault: "fault" }, setting, "1");
    await changeSetting({ directory: one, fault: "fault" }, setting, "2");
    for (const other of [
      { directory: one, fault: "other" },
      { directory: two, fault: "fault" },
    ])
      await expect(changeSetting(other, setting, "3")).rejects.toThrow(`is held by the fault fault of the lab in ${one}`);
    await restoreSettings(two);
    expect(value()).toBe("2");
    rmSync(join(one, "state.json"));
    await changeSetting({ directory: two, fault: "fault" }, setting, "3");
    expect(value()).toBe("3");
    await restoreSettings(two);
    expect(value()).toBe("300");
  });

  it("is no obstacle once it is gone, as with its kernel module", async () => {
    const [one = ""] = labs;
    await changeSetting({ directory: one, fault: "fault" }, setting, "1");
    rmSync(setting);
    await restoreSettings(one);
    expect(existsSync(setting)).toBe(false);
  });
});
