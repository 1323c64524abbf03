import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { isListening } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { SERVER1, TO_DMZ, TO_INSIDE } from "../../topologies/gateway/addresses.ts";
import { numberOf, type Fault } from "../fault.ts";

const INTERFACES = [TO_INSIDE, TO_DMZ];
const SLOW_MBIT = 100;

/** GRO merges what can be cut again when it is forwarded, which LRO does not: on a router the one is harmless, and the other breaks it. */
export const slowReaderBehind: Fault = {
  id: "slow-reader-behind-gateway",
  kind: "fault",
  topology: "gateway",
  about:
    "A process on server1 reads its TCP connection too slowly; gw, on the way to it, merges received segments (GRO), which harms nobody.",
  story: "Uploads to server1 crawl. A colleague found that the router between merges segments, and blames it.",
  groundTruth: (parameters) => ({
    causes: [{ id: "slowReader", host: "server1", object: `indexer, TCP port ${numberOf(parameters, "port")}` }],
  }),
  parameters: { port: 9_200, atOnce: 65_536, pauseMs: 100 },
  asks: (parameters) => [
    {
      runbook: "throughput-below-line-rate",
      roles: { sender: ["client1"], gateway: ["gw"], receiver: ["server1"] },
      inputs: { target: SERVER1, expectedMbit: "100", port: String(numberOf(parameters, "port")) },
    },
  ],
  inject: async (lab, parameters) => {
    const [client, server, port] = [hostOf(lab, "client1"), hostOf(lab, "server1"), numberOf(parameters, "port")];
    await merge(lab, "on");
    const store = pythonProgram("store.py", "indexer", SERVER1, port, 0, numberOf(parameters, "atOnce"), numberOf(parameters, "pauseMs"));
    const owner = slowReaderBehind.id;
    await startProcess(lab, { owner, name: "indexer", on: server, argv: store });
    await waitUntil("indexer listens on server1", () => isListening(server, port));
    await startProcess(lab, { owner, name: "uploader", on: client, argv: pythonProgram("upload.py", "uploader", SERVER1, port) });
    await waitUntil("the receive buffer is full", async () => ((await watchStream(client, port, 100))?.receiverLimited ?? 0) > 0.5);
  },
  heal: (lab) => merge(lab, "off"),
  check: async (lab, parameters) => {
    const port = numberOf(parameters, "port");
    const seen = await watchStream(hostOf(lab, "client1"), port, 1_500);
    const merging = await merges(lab);
    const gro = `gw ${merging ? "merges" : "does not merge"} received segments`;
    if (seen === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${port}; ${gro}` };
    return {
      symptom: seen.mbitPerSecond < SLOW_MBIT,
      mechanism: seen.receiverLimited > 0.5 && merging,
      saw: `${seen.mbitPerSecond.toFixed(1)} Mbit/s; the sender waits for the window ${Math.round(100 * seen.receiverLimited)} % of the time; ${gro}`,
    };
  },
};

/** Off is how the lab's links come up. */
const merge = async (lab: Lab, state: "on" | "off"): Promise<void> => {
  for (const each of INTERFACES) await hostOf(lab, "gw").must(["ethtool", "-K", each, "gro", state]);
};

const merges = async (lab: Lab): Promise<boolean> =>
  (await hostOf(lab, "gw").must(["ethtool", "-k", TO_INSIDE])).includes("generic-receive-offload: on");
