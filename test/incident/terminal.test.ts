import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { GATEWAY, hangingResponse } from "#lab/topologies/gateway/gateway.ts";
import { quoteLine } from "#server/ssh/quote.ts";
import { describeWith } from "../needs.ts";

const DIRECTORY = "/run/culprit-lab-terminal";
const FAULT = "fin-checksum:bridged";
const SETTING = "/proc/sys/net/netfilter/nf_conntrack_checksum";
const CULPRIT = join(import.meta.dirname, "..", "..", "cli", "culprit.ts");

/** A person at a terminal, without a server: asked, answered, measured, undone, and kept because they said so. */
describeWith(["network namespaces", "sshd", "nft", "conntrack", "tcpdump", "python3"], "a change that is approved on a terminal", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await raise(GATEWAY, DIRECTORY);
    await injectFault(lab, FAULT);
  });
  afterAll(async () => {
    await healFault(lab, FAULT);
    await lab.down();
  });

  const settingOf = async (): Promise<string> => (await hostOf(lab, "fw1").must(["cat", SETTING])).trim();

  function argv(): readonly string[] {
    const { runbook, roles, inputs } = hangingResponse("client2");
    const hosts = Object.entries(roles).flatMap(([role, names]) =>
      names.flatMap((name) => ["--host", `${role}=root@${hostOf(lab, name).sshAddress}:${hostOf(lab, name).sshPort}`]),
    );
    const given = Object.entries(inputs).flatMap(([name, value]) => ["--input", `${name}=${value}`]);
    const keys = ["--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile, "--data", DIRECTORY];
    return [process.execPath, CULPRIT, "investigate", runbook, ...hosts, ...given, ...keys];
  }

  /** Answers each question once it is asked. Resolves with all that stood on the terminal. */
  const onTerminal = (
    answers: readonly (readonly [question: string, answer: string])[],
  ): Promise<{ readonly code: number | null; readonly screen: string }> =>
    new Promise((resolve) => {
      const child = spawn("script", ["-qefc", quoteLine(argv()), "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
      let screen = "";
      const left = [...answers];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        screen += text;
        const [next] = left;
        if (next === undefined || !screen.includes(next[0])) return;
        left.shift();
        child.stdin.write(`${next[1]}\n`);
      });
      child.once("close", (code) => resolve({ code, screen }));
    });

  test("says what the card says, and keeps what confirmed its cause only on a second yes", async () => {
    expect(await settingOf()).toBe("1");
    const { code, screen } = await onTerminal([
      ["? [yes/no]", "yes"],
      ["Make it again, to stay? [yes/no]", "yes"],
    ]);
    const [asked = ""] = screen.split("Approve for ");
    for (const line of [
      /Risk R3, \S+: Set the checksum test of connection tracking to 0 for at most [^?]+\?/,
      /Runs +\S.*nf_conntrack_checksum 0/,
      /Undo +\S.*nf_conntrack_checksum 1/,
      /Undone by +Culprit after the measurement, or by \S+ itself/,
    ])
      expect(asked).toMatch(line);
    expect(screen).toContain("Confirmed: the symptom and its mechanism went away with the change");
    expect(code).toBe(0);
    expect(await settingOf()).toBe("0");
  });
});
