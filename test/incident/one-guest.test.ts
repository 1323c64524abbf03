import { afterAll, beforeAll, expect, test } from "vitest";
import { liftBlinds, putBlinds } from "#lab/blinds/blind.ts";
import { toolMissing } from "#lab/blinds/tools.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { OVERLAY } from "#lab/topologies/overlay/index.ts";
import { describeWith } from "../needs.ts";
import { culprit, type Report } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "ovs-vswitchd", "dnsmasq", "ethtool", "nft", "tcpdump", "python3", "perl"];
const DIRECTORY = "/run/culprit-lab-one-guest";
const BLIND = "one-guest-test";
const ASK = OVERLAY.asks.find(({ runbook }) => runbook === "one-guest-unreachable");

/** Real hosts, real SSH, and a guest behind two virtual switches: the same symptom three times, and each time another answer. */
describeWith(NEEDS, "one-guest-unreachable on lab hosts", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await raise(OVERLAY, DIRECTORY);
  });
  afterAll(async () => {
    await lab.down();
  });

  const withFault = async (fault: string): Promise<Report> => {
    await injectFault(lab, fault);
    try {
      return await investigate(lab);
    } finally {
      await healFault(lab, fault);
    }
  };

  test("a tunnel that is missing is named, with its host, in one window and no more commands than needed", async () => {
    const report = await withFault("missing-tunnel");
    expect(named(report)).toEqual([{ id: "missingTunnel", certainty: "established", host: "origin", key: "gre-0a14000d" }]);
    // Nobody answered ten probes, so no more were sent, and both hosts were read once around them.
    expect(report.probesSent).toBe(10);
    // One probe, two captures, ports once, and around them flows, datapath and rules of both hosts.
    expect(report.commands).toBeLessThanOrEqual(17);
  });

  test("frames that the network between the hosts loses look the same to the guest, and are not blamed on a tunnel", async () => {
    const report = await withFault("underlay-cut");
    expect(named(report)).toEqual([{ id: "lossOutside", certainty: "established", host: undefined, key: undefined }]);
    expect(report.hypotheses.filter(({ id, standing }) => id === "missingTunnel" && standing !== "refuted")).toEqual([]);
  });

  test("frames that a host itself drops before its capture are not lost between the hosts, and who can tell is said", async () => {
    const report = await withFault("node-backlog");
    expect(named(report)).toEqual([]);
    expect(report.hypotheses.find(({ id }) => id === "lossOutside")?.standing).toBe("open");
    expect(report.verdict.wouldDecide.join(" ")).toMatch(/dropped \d+ packets .*receive backlog \d+.*small-packet-loss/);
  });

  test("without a capture on one host the tunnel is not blamed, although it is missing", async () => {
    const cmp2 = hostOf(lab, "cmp2");
    await putBlinds(cmp2, BLIND, [toolMissing("tcpdump")]);
    try {
      const report = await withFault("missing-tunnel");
      expect(named(report)).toEqual([]);
      expect(report.verdict.kind).toBe("undetermined");
      expect(report.verdict.wouldDecide.join(" ")).toMatch(/tcpdump/);
    } finally {
      await liftBlinds(cmp2, BLIND);
    }
  });
});

async function investigate(lab: Lab): Promise<Report> {
  if (ASK === undefined) throw new TypeError("the overlay does not say how this runbook is pointed at it");
  const hosts = Object.entries(ASK.roles).flatMap(([role, names]) =>
    names.flatMap((name) => {
      const { sshAddress, sshPort } = hostOf(lab, name);
      return ["--host", `${role}=root@${sshAddress}:${sshPort}`];
    }),
  );
  const inputs = Object.entries(ASK.inputs).flatMap(([name, value]) => ["--input", `${name}=${value}`]);
  const keys = ["--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile];
  const { stdout } = await culprit(["investigate", ASK.runbook, ...hosts, ...inputs, ...keys, "--json"]);
  return JSON.parse(stdout) as Report;
}

const named = (report: Report): object[] =>
  report.verdict.causes.map(({ id, certainty, object }) => ({ id, certainty, host: object.host, key: object.key }));
