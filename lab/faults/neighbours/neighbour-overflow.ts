import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { waitUntil } from "../../means/wait.ts";
import { neighboursOf, neighbourTable } from "../../measure/neighbours.ts";
import { ping } from "../../measure/ping.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const SETTINGS = "/proc/sys/net/ipv4/neigh/default";
/** Benchmarking range (RFC 2544), on link for the host that sweeps it; nobody there answers. */
const SWEPT = "198.19";
/** Fewer would be too near to what a few namespaces use by themselves. */
const LEAST_LIMIT = 256;
/** An address that does not answer is asked for three times in three seconds, and as long its entry cannot be collected. */
const WORK_MS = 3_000;
/** In it the first entries are given up, so there is room until the sweep has taken that, too. */
const REST_MS = 1_000;
/** Several turns of the sweep: a machine that is busy lets it begin late. */
const PATIENCE_MS = 15_000;
const PAUSE_SECONDS = 0.5;
const CONTACTS = 10;
const CONTACT_EVERY_MS = 400;

/**
 * The table is one for all network namespaces, and only the machine's own can read its limits and its counters. Entries in use
 * are never collected, so what talks, talks on; entries that were idle for five seconds are, and cannot come back before the
 * sweep's are given up. A second or more of room in every four keeps that harmless to everybody else on this machine: a first
 * packet that is refused passes when it is sent again.
 */
export const neighbourOverflow: Fault = {
  id: "neighbour-overflow",
  kind: "fault",
  topology: "pair",
  about: "A sweep over a large network on link fills the neighbour table; a neighbour that has to be entered anew is refused.",
  story:
    "Since the inventory sweeps the new flat network, hosts that have not talked for a while reach each other only after seconds. Established connections are fine.",
  groundTruth: (parameters) => ({
    causes: [{ id: "neighbourTableFull", host: textOf(parameters, "host"), object: "IPv4 neighbour table, entries of eth1" }],
  }),
  parameters: { host: "beta", fillsPerSecond: 4 },
  limits: { fillsPerSecond: [1, 50] },
  variants: { sender: { host: "alpha" }, fast: { fillsPerSecond: 12 } },
  inject: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const limit = await safeLimit();
    await host.must(["ip", "addr", "replace", `${SWEPT}.255.1/16`, "dev", host.dataInterface]);
    const owner = { directory: lab.directory, fault: neighbourOverflow.id };
    await changeSetting(owner, `${SETTINGS}/gc_thresh2`, String(limit / 2));
    await changeSetting(owner, `${SETTINGS}/gc_thresh3`, String(limit));
    const argv = pythonProgram("sweep.py", SWEPT, limit * numberOf(parameters, "fillsPerSecond"), WORK_MS, REST_MS);
    await startProcess(lab, { owner: neighbourOverflow.id, name: "inventory", on: host, argv });
    await startProcess(lab, { owner: neighbourOverflow.id, name: "pauses", on: host, argv: pauses(lab, host) });
    const { fulls } = await neighbourTable();
    await waitUntil("the table is full", async () => (await neighbourTable()).fulls > fulls, PATIENCE_MS);
  },
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    await host.exec(["ip", "addr", "del", `${SWEPT}.255.1/16`, "dev", host.dataInterface]);
    // Fails when an entry goes by itself meanwhile; what is left is given up within seconds.
    await host.exec(["ip", "neigh", "flush", "dev", host.dataInterface, "to", `${SWEPT}.0.0/16`]);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const host = hostOf(lab, textOf(parameters, "host"));
  const before = await neighbourTable();
  const { refused, unresolved } = await makeContacts(lab, host);
  const fulls = (await neighbourTable()).fulls - before.fulls;
  return {
    symptom: refused > 0,
    mechanism: fulls > 0 && unresolved > LEAST_LIMIT / 2,
    saw: `${refused} of ${CONTACTS} first packets lost; table full +${fulls}; up to ${unresolved} unresolved entries on ${host.name}`,
  };
}

/** Pings after the host has forgotten its peer, as it would after a pause; and how many entries it had that nobody answered for. */
const makeContacts = async (lab: Lab, host: LabHost): Promise<{ readonly refused: number; readonly unresolved: number }> => {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const peer = peerOf(lab, host);
  let refused = 0;
  let unresolved = 0;
  for (let n = 0; n < CONTACTS; n += 1) {
    const next = sleep(CONTACT_EVERY_MS);
    // The entry may be gone already.
    await host.exec(["ip", "neigh", "del", peer.dataAddress, "dev", host.dataInterface]);
    refused += (await ping({ from: alpha, to: beta.dataAddress, count: 1, waitSeconds: 0.3 })).lost;
    const known = await neighboursOf(host);
    const waiting = known.filter((each) => each.dev === host.dataInterface && each.lladdr === undefined);
    unresolved = Math.max(unresolved, waiting.length);
    await next;
  }
  return { refused, unresolved };
};

/**
 * The peer's entry is forgotten twice a second, as after a pause that is long enough: whoever talks without one never needs it anew, and would
 * not notice the fault.
 */
const pauses = (lab: Lab, host: LabHost): readonly string[] => {
  const forget = `ip neigh del ${peerOf(lab, host).dataAddress} dev ${host.dataInterface} 2>/dev/null`;
  return ["sh", "-c", `while :; do ${forget}; sleep ${PAUSE_SECONDS}; done`];
};

const peerOf = (lab: Lab, host: LabHost): LabHost => hostOf(lab, host.name === "alpha" ? "beta" : "alpha");

/** Four times what the machine has now still fits. */
const safeLimit = async (): Promise<number> => {
  const [{ entries }, found] = await Promise.all([neighbourTable(), readFile(`${SETTINGS}/gc_thresh3`, "utf8")]);
  const limit = Math.max(LEAST_LIMIT, 4 * entries);
  if (limit <= Number(found)) return limit;
  throw new LabProblem(`This machine has ${entries} neighbours of its own, and the limit that this fault lowers is shared with them.`);
};
