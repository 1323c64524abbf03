import { expect, it } from "vitest";
import { liftBlinds, notRefusing, putBlinds, sighted } from "#lab/blinds/blind.ts";
import { fileAbsent, permissionDenied } from "#lab/blinds/files.ts";
import { hungCommand, toolMissing } from "#lab/blinds/tools.ts";
import { BLINDED } from "#lab/faults/blinded/index.ts";
import { truthOf } from "#lab/faults/fault.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf } from "#lab/hosts/lab.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { proving } from "./proving.ts";

const DECOYS = ["old-kernel-lines", "local-df", "foreign-frames", "dead-peer"];
const BLINDED_ONES = ["firewall-unseen", "conntrack-unseen", "gone-while-watched"];

await proving(PAIR, [...DECOYS, ...BLINDED_ONES], (theLab) => {
  const alphaAndBeta = () => [hostOf(theLab(), "alpha"), hostOf(theLab(), "beta")] as const;

  it("refuse both hosts the one file that blind-softnet hides, and nothing else", async () => {
    const lab = theLab();
    const read = (file: string) => ["sh", "-c", `cat "$1"`, "sh", file];
    await injectFault(lab, "blind-softnet");
    for (const host of alphaAndBeta()) {
      expect(await host.exec(read("/proc/net/softnet_stat"))).toMatchObject({
        exitCode: 1,
        stderr: "cat: /proc/net/softnet_stat: Permission denied\n",
        stdout: "",
      });
      expect((await host.exec(["awk", "{ print $1 }", "/proc/net/softnet_stat"])).exitCode).toBe(1);
      expect((await host.exec(read("/proc/net/snmp"))).stdout).toContain("Udp:");
    }
    await healFault(lab);
    for (const host of alphaAndBeta()) {
      expect((await host.exec(read("/proc/net/softnet_stat"))).exitCode).toBe(0);
      expect((await host.exec(["grep", "-c", "culprit-blind", "/proc/self/mountinfo"])).stdout.trim()).toBe("0");
    }
  });

  it("blind one host only, and the lab's instruments not at all", async () => {
    const [alpha, beta] = alphaAndBeta();
    await putBlinds(beta, "first", [toolMissing("nft")]);
    expect((await beta.exec(["nft", "--version"])).exitCode).toBe(127);
    expect((await alpha.exec(["nft", "--version"])).exitCode).toBe(0);
    expect((await sighted(beta).exec(["nft", "--version"])).exitCode).toBe(0);
    await liftBlinds(beta, "first");
    expect((await beta.exec(["nft", "--version"])).exitCode).toBe(0);
  });

  it("add up, also in front of one tool, and one owner's go without another's", async () => {
    const [, beta] = alphaAndBeta();
    const [denied, absent] = [permissionDenied("/proc/net/softnet_stat"), fileAbsent("/proc/net/udp")];
    await putBlinds(beta, "first", [denied, toolMissing("tc")]);
    await putBlinds(beta, "second", [absent]);
    expect(await notRefusing(beta, [denied, absent, toolMissing("tc")])).toEqual([]);
    await liftBlinds(beta, "first");
    expect(await notRefusing(beta, [denied, absent, toolMissing("tc")])).toEqual([
      expect.objectContaining({ about: denied.about }),
      expect.objectContaining({ about: toolMissing("tc").about }),
    ]);
    await liftBlinds(beta, "second");
    await liftBlinds(beta, "second");
    expect((await beta.exec(["ls", "/run/lab/blinds"])).exitCode).not.toBe(0);
  });

  it("end a tool that hangs when they are lifted", async () => {
    const [, beta] = alphaAndBeta();
    await putBlinds(beta, "first", [hungCommand("ethtool")]);
    const hung = beta.exec(["ethtool", "eth1"], { timeoutMs: 20_000 });
    const running = async () => (await beta.exec(["pgrep", "-x", "ethtool"])).exitCode === 0;
    await expect.poll(running).toBe(true);
    await liftBlinds(beta, "first");
    // Long before its own end, which is when the 20 s are over.
    await expect.poll(running).toBe(false);
    expect((await hung).exitCode).not.toBe(0);
  });

  it("are what the fault below them is, and say whether it can be named", () => {
    const nameable = BLINDED.filter((fault) => truthOf(fault, fault.parameters).notNameable === undefined);
    expect(BLINDED.every((fault) => fault.kind === "blinded" && truthOf(fault, fault.parameters).causes.length > 0)).toBe(true);
    expect(nameable.length).toBeGreaterThan(0);
    expect(nameable.length).toBeLessThan(BLINDED.length);
  });
});
