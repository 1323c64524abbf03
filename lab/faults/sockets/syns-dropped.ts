import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { otherOf } from "../../means/service.ts";
import { shapeByClass, unshape } from "../../means/shaper.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around } from "../../measure/counters.ts";
import { shaperCounters } from "../../measure/queues.ts";
import { program } from "../../programs/program.ts";
import { pythonProgram } from "../../programs/python.ts";
import { newConnections } from "../../topologies/flat.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

const KBIT = 2_000;
const LOG_PORT = 5_140;
const EVERY_MS = 2;
/** Ethernet, IPv4 and UDP, which the shaper counts. */
const HEADER_BYTES = 42;
/** At that pace, weeks. */
const ENDLESS = 1_000_000_000;

/**
 * A queue that counts packets, not bytes: a SYN finds no more room in it than a full frame. The program is not told, TCP sends it again after a second, and a
 * capture on that very host never sees the first one leave.
 */
export const synsDropped: Fault = {
  id: "syns-dropped",
  kind: "fault",
  topology: "pair",
  about:
    "A shaper on a host's way out gets more than its rate, and its short queue drops SYNs, or the answers to them, with everything else.",
  story: "Some connections take a second or three to begin since logs are shipped over the same line. Those that stand are fine.",
  groundTruth: (parameters) => ({ causes: [{ id: "qdiscDrop", host: textOf(parameters, "host"), object: "eth1 htb" }] }),
  parameters: { host: "alpha", loadPercent: 170, queuedFrames: 10 },
  variants: { answers: { host: "beta" } },
  asks: [newConnections("alpha", PAGES_PORT)],
  inject: async (lab, parameters) => {
    const { host, other } = placed(lab, parameters);
    await shapeByClass(host, { kbitPerSecond: KBIT, packets: numberOf(parameters, "queuedFrames") });
    const reader = program("reader.ts", other.dataAddress, LOG_PORT, 200_000, 0);
    await startProcess(lab, { owner: synsDropped.id, name: "log-collector", on: other, argv: reader });
    const bytes = Math.round((KBIT * EVERY_MS * numberOf(parameters, "loadPercent")) / 100 / 8) - HEADER_BYTES;
    const shipper = pythonProgram("datagrams-out.py", other.dataAddress, LOG_PORT, ENDLESS, EVERY_MS, bytes);
    await startProcess(lab, { owner: synsDropped.id, name: "log-shipper", on: host, argv: shipper });
  },
  heal: async (lab, parameters) => {
    await unshape(placed(lab, parameters).host);
  },
  check: async (lab, parameters) => {
    const { host } = placed(lab, parameters);
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { result, change } = await around(
      () => shaperCounters(host, host.dataInterface),
      () => attemptConnections({ from: alpha, to: beta.dataAddress, port: PAGES_PORT, count: 30, patienceMs: 900 }),
    );
    const dropped = change["drops"] ?? 0;
    return {
      symptom: result.unanswered > 0,
      mechanism: dropped > 0,
      saw: `${describeAttempts(result)}; the disciplines of ${host.name} dropped ${dropped}`,
    };
  },
};

const placed = (lab: Lab, parameters: Parameters) => {
  const host = hostOf(lab, textOf(parameters, "host"));
  return { host, other: otherOf(lab, host) };
};
