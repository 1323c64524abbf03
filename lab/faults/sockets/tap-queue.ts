import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import type { Namespace } from "../../hosts/namespace.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { waitUntil } from "../../means/wait.ts";
import { around } from "../../measure/counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { ping } from "../../measure/ping.ts";
import { program } from "../../programs/program.ts";
import { pythonProgram } from "../../programs/python.ts";
import { roundTripTo, smallLossTo } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

/** TEST-NET-2 (RFC 5737), behind beta. */
const NETWORK = "198.51.100.0/24";
const GATEWAY = "198.51.100.1/24";
const INSIDE = "198.51.100.2";
const FORWARD = "net/ipv4/ip_forward";

/**
 * What the kernel sends through a tun or tap waits in a queue of txqueuelen packets until the program that owns the device reads
 * it. No queueing discipline is involved: `tc` shows nothing, only the device's own tx dropped.
 */
export const tapQueue: Fault = {
  id: "tap-queue",
  kind: "fault",
  topology: "pair",
  about: "The program behind a tun or tap on beta reads too slowly; the device's queue is full and packets are dropped.",
  story: "What lies behind beta is reached only in part: pings and datagrams get lost in groups. Beta itself answers everything.",
  groundTruth: (parameters) => ({
    causes: [{ id: "tapQueueFull", host: "beta", object: textOf(parameters, "device") }],
  }),
  parameters: { device: "tun0", mode: "tun", reader: "openvpn", queue: 40, pauseMs: 250, background: 50 },
  choices: { device: ["tun1", "tap7be04d52-c8"], reader: ["wireguard-go", "qemu-kvm"] },
  variants: {
    tap: { device: "tap3f2a91c0-1b", mode: "tap", reader: "qemu-system-x86" },
    mild: { queue: 24, pauseMs: 90, background: 24 },
    "almost-dead": { queue: 100, pauseMs: 1_200, background: 120 },
  },
  asks: [roundTripTo(INSIDE), smallLossTo(INSIDE)],
  inject,
  heal: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await alpha.must(["ip", "route", "flush", "root", NETWORK]);
    await putBackOwn(beta, FORWARD);
  },
  check: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const device = textOf(parameters, "device");
    if (!(await isThere(beta, device))) return { symptom: false, mechanism: false, saw: `beta has no ${device}` };
    const counters = () => interfaceCounters(beta, device);
    const { result, change } = await around(counters, () => ping({ from: alpha, to: INSIDE, count: 200, intervalMs: 5 }));
    const dropped = change["tx_dropped"] ?? 0;
    return {
      symptom: result.lost > 0 && result.received > 0,
      mechanism: dropped >= result.lost && result.lost > 0,
      saw: `${result.lost} of ${result.sent} pings to ${INSIDE} lost; tx dropped of ${device} on beta +${dropped}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = tapQueue.id;
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const [device, reader] = [textOf(parameters, "device"), textOf(parameters, "reader")];
  const argv = pythonProgram("tunnel.py", reader, device, textOf(parameters, "mode"), numberOf(parameters, "pauseMs"));
  await startProcess(lab, { owner, name: reader, on: beta, argv });
  await waitUntil(`${device} is there`, () => isThere(beta, device));
  const batch = [
    `link set dev ${device} txqueuelen ${numberOf(parameters, "queue")}`,
    `addr add ${GATEWAY} dev ${device}`,
    `link set dev ${device} up`,
  ];
  await beta.must(["ip", "-batch", "-"], { input: `${batch.join("\n")}\n` });
  await setOwn(beta, FORWARD, 1);
  await alpha.must(["ip", "route", "replace", NETWORK, "via", beta.dataAddress]);
  const telemetry = program("datagrams.ts", INSIDE, 4_500, numberOf(parameters, "background"), 400, 100);
  await startProcess(lab, { owner, name: "telemetry", on: alpha, argv: telemetry });
}

const isThere = async (host: Namespace, device: string): Promise<boolean> =>
  (await host.exec(["test", "-e", `/sys/class/net/${device}`])).exitCode === 0;
