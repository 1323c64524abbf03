import { afterAll, beforeAll, expect, test } from "vitest";
import { liftBlinds, putBlinds } from "#lab/blinds/blind.ts";
import { toolMissing } from "#lab/blinds/tools.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { newConnections, PAIR } from "#lab/topologies/flat.ts";
import { describeWith } from "../needs.ts";
import { culprit, type Report } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "conntrack", "tcpdump", "ss", "python3"];
const DIRECTORY = "/run/culprit-lab-connections";
const BLIND = "connections-test";

/** Real hosts, real SSH, and a service whose accept queue is full. */
describeWith(NEEDS, "new-connections-time-out on lab hosts", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    await injectFault(lab, "listen-overflow");
  });
  afterAll(async () => {
    await healFault(lab, "listen-overflow");
    await lab.down();
  });

  const investigate = async (): Promise<{ readonly code: number | null; readonly report: Report }> => {
    const { runbook, roles, inputs } = newConnections("alpha", 8_080);
    const hosts = Object.entries(roles).flatMap(([role, names]) =>
      names.flatMap((name) => {
        const { sshAddress, sshPort } = hostOf(lab, name);
        return ["--host", `${role}=root@${sshAddress}:${sshPort}`];
      }),
    );
    const given = Object.entries({ ...inputs, attempts: "12" }).flatMap(([name, value]) => ["--input", `${name}=${value}`]);
    const keys = ["--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile];
    const { code, stdout } = await culprit(["investigate", runbook, ...hosts, ...given, ...keys, "--json"]);
    return { code, report: JSON.parse(stdout) as Report };
  };

  test("a full accept queue: the socket and its owner are named on the server, with few commands", async () => {
    const { code, report } = await investigate();
    expect(report.verdict.causes).toMatchObject([{ id: "listenOverflow", certainty: "established", object: { host: "server" } }]);
    expect(report.verdict.causes[0]?.object.key).toContain("8080 app-server");
    expect(report.commands).toBeLessThanOrEqual(14);
    expect(code).toBe(0);
  });

  test("where the server cannot capture, nobody is named, and it says why", async () => {
    const beta = hostOf(lab, "beta");
    await putBlinds(beta, BLIND, [toolMissing("tcpdump")]);
    try {
      const { report } = await investigate();
      expect(report.verdict).toMatchObject({ kind: "undetermined", causes: [] });
      const reasons = report.hypotheses.flatMap(({ evidence }) => evidence.map(({ reason = "" }) => reason));
      // What the script said, not that it ended: "exited" would hide that a package is all that is needed.
      expect(reasons.filter((reason) => reason.endsWith(": tcpdump is not installed"))).not.toEqual([]);
    } finally {
      await liftBlinds(beta, BLIND);
    }
  });
});
