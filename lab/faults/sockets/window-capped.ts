import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { isListening } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections } from "../../measure/attempts.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { numberOf, type Fault, type Parameters } from "../fault.ts";

const PORT = 8_730;
const SLOW_MBIT = 40;

/**
 * What iproute2 calls cwnd with a lock (RTAX_CWND): as a limit for a satellite link it outlives the link. The kernel looks for it in what it
 * remembers of a peer, so it holds from the second connection on. No counter tells of it.
 */
export const windowCapped: Fault = {
  id: "window-capped",
  kind: "fault",
  topology: "pair",
  about: "Alpha's route to beta allows its connections a congestion window of a few segments, and the way is long.",
  story: "Backups to the other site crawl since the satellite link was replaced by fibre. Nothing is lost and the line is idle.",
  groundTruth: (parameters) => ({
    causes: [{ id: "congestionWindowCapped", host: "alpha", object: `route 192.0.2.0/24 cwnd lock ${numberOf(parameters, "segments")}` }],
  }),
  parameters: { segments: 4, delayMs: 20 },
  limits: { segments: [2, 20], delayMs: [5, 100] },
  asks: [transferBetween(ALPHA, BETA, PORT)],
  inject,
  heal: async (lab) => {
    await route(lab, []);
    await moveBack(lab, switchPort("alpha"));
  },
  check: async (lab, parameters) => {
    const alpha = hostOf(lab, "alpha");
    const [stream, routes] = await Promise.all([
      watchStream(alpha, PORT, 1_500),
      alpha.must(["ip", "-o", "route", "show", "192.0.2.0/24"]),
    ]);
    if (stream === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${PORT}; ${routes.trim()}` };
    return {
      symptom: stream.mbitPerSecond < SLOW_MBIT,
      mechanism: routes.includes(`cwnd lock ${numberOf(parameters, "segments")}`) && stream.receiverLimited < 0.5,
      saw: `${stream.mbitPerSecond.toFixed(1)} Mbit/s; the sender waits for the receiver's window ${Math.round(100 * stream.receiverLimited)} % of the time; ${routes.trim()}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = windowCapped.id;
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  await moveFar(lab, { owner, port: switchPort("alpha"), delayMs: numberOf(parameters, "delayMs") });
  await route(lab, ["cwnd", "lock", String(numberOf(parameters, "segments"))]);
  await attemptConnections({ from: alpha, to: beta.dataAddress, port: PAGES_PORT, count: 1, patienceMs: 2_000 });
  const store = pythonProgram("store.py", "backup-store", beta.dataAddress, PORT, 0, 262_144, 0);
  await startProcess(lab, { owner, name: "backup-store", on: beta, argv: store });
  await waitUntil("backup-store listens", () => isListening(beta, PORT));
  await startProcess(lab, { owner, name: "backup", on: alpha, argv: pythonProgram("upload.py", "backup", beta.dataAddress, PORT) });
  await waitUntil("the backup runs", async () => ((await watchStream(alpha, PORT, 200))?.mbitPerSecond ?? 0) > 0);
}

/** What the kernel remembers of a peer holds for its next connections, whatever the route says by then. */
async function route(lab: Lab, limits: readonly string[]): Promise<void> {
  const alpha = hostOf(lab, "alpha");
  const way = ["192.0.2.0/24", "dev", "eth1", "proto", "kernel", "scope", "link", "src", ALPHA.dataAddress];
  await alpha.must(["ip", "route", "replace", ...way, ...limits]);
  await alpha.must(["ip", "tcp_metrics", "flush"]);
}
