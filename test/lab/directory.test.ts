import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requestOf } from "#lab/request.ts";
import { takeDown } from "#lab/hosts/down.ts";
import { findLab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { readState } from "#lab/hosts/state.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { describeUnless } from "../needs.ts";

let folder: string;
let lab: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "culprit-directory-"));
  lab = join(folder, "lab");
  mkdirSync(lab, { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text = ""): void => writeFileSync(join(lab, name), text, { mode: 0o600 });

const hosts = { hosts: [], places: [], faults: [] };
const root = { pid: 4_194_303, startTicks: "1" };
const state = (argv: readonly string[]): string =>
  JSON.stringify({
    ...{ version: 2, topology: "pair", stage: "up", root, link: "culprit-000000", ...hosts },
    extras: [{ owner: "slow-disk", kind: "undo", name: "undo", argv }],
  });

describeUnless(await whyNoLab(), "the directory of a lab", () => {
  it("is deleted with what a lab that died left there, and is none's that is not there", async () => {
    for (const name of ["boot.log", "spells.lock", "state.json.4711", "inventory.json", "inventory.json.12", "lb3.conf", "lb4.vrrp.pid"])
      put(name);
    for (const name of ["fs", "keys"]) mkdirSync(join(lab, name));
    put("keys/identity");
    put("state.json", state(["true"]));
    await takeDown(lab);
    await takeDown(lab);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["thesis.tex", "state.json.old", "fs/data"])("is not deleted, neither by down nor by up, with %s in it", async (name) => {
    mkdirSync(join(lab, "fs"));
    put(name);
    const refusal = { name: "LabProblem", message: expect.stringContaining(`holds what is no lab's (${name})`) };
    await expect(takeDown(lab)).rejects.toMatchObject(refusal);
    await expect(raise(PAIR, lab)).rejects.toMatchObject(refusal);
    expect(readdirSync(lab, { recursive: true })).toContain(name);
    expect(readdirSync(folder)).toEqual(["lab"]);
  });

  it.each([
    ["another account's directory", /lab belongs to account 65534/, () => chownSync(lab, 65_534, 65_534)],
    ["a directory all can write to", /lab can be written by other accounts \(mode 777\)/, () => chmodSync(lab, 0o777)],
    ["another account's file", /state\.json belongs to account 65534/, () => chownSync(join(lab, "state.json"), 65_534, 65_534)],
    [
      "a file a group can write to",
      /state\.json can be written by other accounts \(mode 660\)/,
      () => chmodSync(join(lab, "state.json"), 0o660),
    ],
    [
      "a file behind a link",
      /state\.json is a link/,
      () => {
        writeFileSync(join(folder, "elsewhere"), state(["true"]), { mode: 0o600 });
        rmSync(join(lab, "state.json"));
        symlinkSync(join(folder, "elsewhere"), join(lab, "state.json"));
      },
    ],
    [
      "a directory behind a link",
      /lab is not a directory of its own/,
      () => {
        mkdirSync(join(folder, "elsewhere"), { mode: 0o700 });
        rmSync(lab, { recursive: true });
        symlinkSync(join(folder, "elsewhere"), lab);
      },
    ],
  ])("runs nothing that %s says", async (_, message, make) => {
    const proof = join(folder, "ran-as-root");
    put("state.json", state(["touch", proof]));
    make();
    const refusal = { name: "LabProblem", message: expect.stringMatching(message) };
    await expect(takeDown(lab)).rejects.toMatchObject(refusal);
    await expect(raise(PAIR, lab)).rejects.toMatchObject(refusal);
    await expect(findLab(lab)).rejects.toMatchObject(refusal);
    expect(readdirSync(folder)).not.toContain("ran-as-root");
  });

  it("is one directory however it is written", async () => {
    put("state.json", state(["true"]));
    for (const spelt of [`${lab}/`, `${folder}//lab`, `${lab}/../lab`])
      for (const args of [["--directory", spelt], [`--directory=${spelt}`]]) expect(requestOf("up", args).directory).toBe(lab);
    expect(requestOf("ssh", ["--directory", `${lab}/`, "alpha"])).toMatchObject({ directory: lab, rest: ["alpha"] });
    expect(() => requestOf("down", ["--directory", ""])).toThrow("needs the name of a directory");
    await takeDown(`${lab}/`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["", "{}", state(["true"]).replace('"version":2', '"version":1')])("says what helps where its state is %j", async (text) => {
    put("state.json", text);
    await expect(readState(lab)).rejects.toMatchObject({ name: "LabProblem", message: expect.stringContaining("restart the machine") });
  });
});
