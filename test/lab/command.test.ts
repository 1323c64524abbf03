import { spawn } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { takeDown } from "#lab/hosts/down.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { describeUnless, itUnless, missing } from "../needs.ts";

const why = await whyNoLab();
const DIRECTORY = "/run/culprit-lab-test-command";

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** In a process of its own, as the `culprit` command runs it. */
const lab = (args: readonly string[], uid?: number): Promise<Said> => {
  const code = `const { labCommand } = await import("#lab/command.ts"); process.exitCode = await labCommand(${JSON.stringify(args)});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd: process.cwd(), ...(uid === undefined ? {} : { uid }) });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    err += data.toString();
  });
  return new Promise((resolve) => child.on("close", (exit) => resolve({ code: exit, out, err })));
};

const here = ["--directory", DIRECTORY];

describe("culprit lab", () => {
  it("lists every fault with its parameters, without a lab and without root", async () => {
    const { code, out } = await lab(["list", "--json"]);
    expect(code).toBe(0);
    const faults: unknown = JSON.parse(out);
    expect(faults).toContainEqual(expect.objectContaining({ id: "firewall-drop", parameters: { perMille: 8 } }));
  });

  it("explains itself when asked for what it cannot do", async () => {
    expect(await lab(["dance"])).toMatchObject({ code: 2, err: expect.stringContaining("Usage: culprit lab up") });
    expect(await lab(["list", "--loud"])).toMatchObject({ code: 2, err: expect.stringContaining("--loud") });
  });
});

describeUnless(why, `culprit lab, as root`, () => {
  afterAll(() => takeDown(DIRECTORY));

  itUnless(missing("a clone for all accounts"), "refuses an ordinary account with a sentence", async () => {
    expect(await lab(["up", ...here], 65_534)).toEqual({
      code: 2,
      out: "",
      err: "The lab makes network namespaces and needs root: run it with sudo.\n",
    });
  });

  it("goes from nothing to a faulty host and back", async () => {
    expect(await lab(["status", ...here])).toMatchObject({ code: 0, out: "No lab is up. culprit lab up raises one.\n" });
    expect(await lab(["check", "firewall-drop", ...here])).toMatchObject({ code: 2, err: "No lab is up. culprit lab up raises one.\n" });
    expect(await lab(["up", "pair", ...here])).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("culprit investigate small-packet-loss"),
    });
    expect(await lab(["inject", "firewall-drop", "perMille=x", ...here])).toMatchObject({
      code: 2,
      err: "perMille of firewall-drop must be a number.\n",
    });
    expect(await lab(["inject", "firewall-drop", "perMille=40", ...here])).toMatchObject({ code: 0, err: "" });
    const status = await lab(["status", "--json", ...here]);
    expect(JSON.parse(status.out)).toMatchObject({
      up: true,
      faults: [{ id: "firewall-drop", parameters: { perMille: 40 }, stage: "injected" }],
    });
    expect(await lab(["ssh", "--directory", DIRECTORY, "beta", "uname", "-n"])).toMatchObject({ code: 0, out: "beta\n" });
    expect(await lab(["ssh", "--directory", DIRECTORY, "delta"])).toMatchObject({
      code: 2,
      err: "The lab has no host delta; it has alpha, beta.\n",
    });
    expect(await lab(["heal", ...here])).toMatchObject({ code: 0, out: "Healed: firewall-drop\n" });
    expect(await lab(["heal", ...here])).toMatchObject({ code: 0, out: "There was nothing to heal.\n" });
    expect(await lab(["down", ...here])).toMatchObject({ code: 0 });
    expect(await lab(["down", ...here])).toMatchObject({ code: 0 });
  });
});
