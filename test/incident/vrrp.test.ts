import { afterAll, beforeAll, expect, test } from "vitest";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { dropTable, loadTable } from "#lab/means/filter.ts";
import { BALANCERS } from "#lab/topologies/balancers/balancers.ts";
import { describeWith } from "../needs.ts";
import { culprit, type Report } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "keepalived", "tcpdump", "losetup", "ip"];

const RULE = `table inet t {
  chain input {
    type filter hook input priority filter;
    ip protocol 112 counter drop
  }
}
`;

/** Five seconds are enough for faults that do not come and go. */
const investigate = async (lab: Lab): Promise<{ readonly code: number | null; readonly report: Report }> => {
  const hosts = (["master", "backup"] as const).flatMap((role, index) => {
    const { sshAddress, sshPort } = hostOf(lab, `lb${index + 1}`);
    return ["--host", `${role}=root@${sshAddress}:${sshPort}`];
  });
  const keys = ["--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile];
  const inputs = ["--input", "address=192.0.2.100", "--input", "seconds=5"];
  const { code, stdout } = await culprit(["investigate", "virtual-ip-flaps", ...hosts, ...inputs, ...keys, "--json"]);
  return { code, report: JSON.parse(stdout) as Report };
};

const named = ({ verdict }: Report): readonly string[] =>
  verdict.causes.map(({ id, certainty, object }) => `${certainty} ${id} ${object.host ?? ""} ${object.key ?? ""}`);

describeWith(NEEDS, "virtual-ip-flaps on lab hosts", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await raise(BALANCERS, "/run/culprit-lab-vrrp-test");
  });
  afterAll(async () => {
    await lab.down();
  });

  test("adverts that the backup's filter drops are not blamed on the sender, whose adverts are all there", async () => {
    const lb2 = hostOf(lab, "lb2");
    await loadTable(lb2, RULE);
    const { report } = await investigate(lab);
    await dropTable(lb2, "inet t");
    expect(named(report)).toEqual([expect.stringMatching(/^established advertsIgnored backup inet t input/)]);
    expect(report.hypotheses.filter(({ id, standing }) => id === "stoppedProcess" && standing !== "refuted")).toEqual([]);
  });

  test("a process that somebody stopped is found behind adverts that never left", async () => {
    await hostOf(lab, "lb1").must(["sh", "-c", "kill -STOP $(cat /run/vrrp.pid)"]);
    const { code, report } = await investigate(lab);
    expect(named(report)).toEqual([expect.stringMatching(/^established stoppedProcess master keepalived's VRRP process/)]);
    expect(report.changed).toEqual([]);
    expect(code).toBe(0);
  });
});
