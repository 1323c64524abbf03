import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { raise } from "#lab/hosts/raise.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { describeWith } from "../needs.ts";
import { culprit, type Report } from "./investigate.ts";

const NEEDS = ["network namespaces", "sshd", "ping", "tc", "ip"];
const DIRECTORY = "/run/culprit-lab-incident-rate";

/** Real hosts and real connections: what limits a rate, and what makes a round trip long. */
describeWith(NEEDS, "rates and round trips on lab hosts", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
  });
  afterAll(async () => {
    await lab.down();
  });

  const investigate = async (runbook: string, inputs: Readonly<Record<string, string>>): Promise<Report> => {
    const [alpha, beta] = lab.hosts;
    if (alpha === undefined || beta === undefined) throw new TypeError("the pair has two hosts");
    const given = { target: beta.dataAddress, ...inputs };
    const { stdout } = await culprit([
      ...["investigate", runbook, "--json", "--identity", lab.identityFile, "--known-hosts", lab.knownHostsFile],
      ...["--host", `sender=root@${alpha.sshAddress}:${alpha.sshPort}`, "--host", `receiver=root@${beta.sshAddress}:${beta.sshPort}`],
      ...Object.entries(given).flatMap(([name, value]) => ["--input", `${name}=${value}`]),
    ]);
    return JSON.parse(stdout) as Report;
  };
  const withFault = async <T>(fault: string, work: () => Promise<T>): Promise<T> => {
    await injectFault(lab, fault);
    try {
      return await work();
    } finally {
      await healFault(lab, fault);
    }
  };

  test("a window that closes is the reader's when data waits unread, and the port's own connection is watched: nothing is sent", async () => {
    const report = await withFault("slow-reader", () => investigate("throughput-below-line-rate", { port: "9200", expectedMbit: "100" }));
    expect(named(report)).toEqual([["slowReader", "established", "receiver", "indexer 192.0.2.12:9200, receive buffer"]]);
    expect(report.changed).toEqual([]);
  });

  test("a long queue is named with its interface", async () => {
    const report = await withFault("bufferbloat", () => investigate("latency-under-load", { acceptableMs: "10", probes: "40" }));
    expect(named(report)).toEqual([["bufferbloat", "established", "receiver", expect.stringMatching(/^eth1 tbf /)]]);
  });

  test("without a fault Culprit's own transfer reaches the rate, and no cause is named", async () => {
    const report = await investigate("throughput-below-line-rate", { expectedMbit: "20" });
    expect(named(report)).toEqual([]);
    expect(report.verdict.kind).toBe("symptomAbsent");
  });
});

const named = ({ verdict }: Report) => verdict.causes.map(({ id, certainty, object }) => [id, certainty, object.host, object.key]);
