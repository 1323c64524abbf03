import { afterAll, beforeAll, expect, test } from "vitest";
import { liftBlinds, putBlinds } from "#lab/blinds/blind.ts";
import { toolMissing } from "#lab/blinds/tools.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { GATEWAY } from "#lab/topologies/gateway/gateway.ts";
import { describeWith } from "../needs.ts";
import { culprit, type Report } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "conntrack", "tcpdump", "ss", "python3"];
const DIRECTORY = "/run/culprit-lab-conversations";

/** Real hosts, real SSH, and a firewall that loses the FINs of one server. */
describeWith(NEEDS, "response-hangs-until-timeout on lab hosts", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await raise(GATEWAY, DIRECTORY);
  });
  afterAll(async () => {
    await lab.down();
  });

  const investigate = async (): Promise<{ readonly code: number | null; readonly report: Report }> => {
    const at = (role: string, name: string): readonly string[] => {
      const host = lab.hosts.find((each) => each.name === name);
      if (host === undefined) throw new TypeError(`no host ${name}`);
      return ["--host", `${role}=root@${host.sshAddress}:${host.sshPort}`];
    };
    const inputs = ["target=203.0.113.11", "port=80", "path=/600", "patience=2", "connections=2"].flatMap((input) => ["--input", input]);
    const { code, stdout } = await culprit([
      ...["investigate", "response-hangs-until-timeout", ...at("client", "client1"), ...at("gateway", "gw"), ...at("server", "server1")],
      ...[...inputs, "--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile, "--json"],
    ]);
    return { code, report: JSON.parse(stdout) as Report };
  };

  test("bare FINs with a wrong checksum: the rule on the gateway is named, from one window", async () => {
    await injectFault(lab, "fin-checksum");
    try {
      const { code, report } = await investigate();
      expect(report.verdict.causes).toMatchObject([{ id: "conntrackChecksum", certainty: "established", object: { host: "gateway" } }]);
      expect(report.verdict.causes[0]?.object.key).toContain("ct state invalid drop");
      expect(report.commands).toBeLessThanOrEqual(14);
      expect(code).toBe(0);
    } finally {
      await healFault(lab, "fin-checksum");
    }
  });

  test("a service that never closes looks the same to its client, and no firewall is blamed", async () => {
    await injectFault(lab, "peer-never-closes");
    try {
      const { report } = await investigate();
      expect(report.verdict.causes).toMatchObject([{ id: "peerNeverCloses", certainty: "established", object: { host: "server" } }]);
      const checksum = report.hypotheses.find(({ id }) => id === "conntrackChecksum");
      expect(checksum?.standing).toBe("refuted");
    } finally {
      await healFault(lab, "peer-never-closes");
    }
  });

  test("FINs that a program drops before the gateway's capture are not lost outside, nor suspected to be", async () => {
    await injectFault(lab, "fins-eaten");
    try {
      const { code, report } = await investigate();
      expect(report.verdict).toMatchObject({ kind: "undetermined", causes: [] });
      expect(report.hypotheses.find(({ id }) => id === "lossOutside")?.standing).toBe("open");
      expect(report.verdict.wouldDecide.join(" ")).toContain("XDP program at eth2 of");
      expect(code).toBe(3);
    } finally {
      await healFault(lab, "fins-eaten");
    }
  });

  test("a host without tcpdump is said to lack tcpdump, and not the shell that found it out", async () => {
    const gateway = hostOf(lab, "gw");
    await putBlinds(gateway, "without-tcpdump", [toolMissing("tcpdump")]);
    await injectFault(lab, "fin-checksum");
    try {
      const { report } = await investigate();
      const reasons = [...report.unknown, ...report.hypotheses.flatMap(({ evidence }) => evidence)].map(({ reason = "" }) => reason);
      expect(reasons).toContainEqual(expect.stringMatching(/segments on .*: tcpdump is not installed/));
      expect(JSON.stringify(report)).not.toMatch(/sh is not installed|culprit: /);
    } finally {
      await healFault(lab, "fin-checksum");
      await liftBlinds(gateway, "without-tcpdump");
    }
  });

  test("healthy hosts: the symptom is absent, and no sensor is left behind", async () => {
    const { report } = await investigate();
    expect(report.verdict.kind).toBe("symptomAbsent");
    for (const host of lab.hosts) {
      const { stdout } = await host.exec(["sh", "-c", "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null; echo; done"]);
      expect(stdout, host.name).not.toMatch(/tcpdump -i any|culprit-(segments|sockets)/);
    }
  });
});
