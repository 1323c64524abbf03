import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { startService } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, type Fault } from "../fault.ts";
import { newConnections } from "../../topologies/flat.ts";

/** In the lab's network and of nobody. Its neighbour entry is a permanent one, as behind a router: the SYN leaves, and nobody answers. */
const GONE = "192.0.2.98";
const GONE_MAC = "02:00:00:00:00:98";
const PORT = 8_080;

export const deadPeer: Fault = {
  id: "dead-peer",
  kind: "decoy",
  topology: "pair",
  about: "A client on alpha goes on connecting to a server that was switched off long ago; nothing between alpha and beta is wrong.",
  story: "Monitoring shows TCP retransmissions on alpha all the time, and somebody concludes that the path to beta loses packets.",
  groundTruth: { causes: [] },
  parameters: { everyMs: 100 },
  asks: [newConnections("alpha", PORT)],
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const owner = deadPeer.id;
    await alpha.must(["ip", "neigh", "replace", GONE, "lladdr", GONE_MAC, "dev", alpha.dataInterface, "nud", "permanent"]);
    await startService(lab, { owner, name: "app-server", on: beta, port: PORT });
    const argv = pythonProgram("dead-peer.py", GONE, 9_092, numberOf(parameters, "everyMs"));
    const { TcpRetransSegs: before = 0 } = await protocolCounters(alpha);
    await startProcess(lab, { owner, name: "exporter", on: alpha, argv });
    // The first SYN is sent again after a second.
    await waitUntil("alpha sends again", async () => ((await protocolCounters(alpha))["TcpRetransSegs"] ?? 0) > before + 2);
  },
  heal: async (lab) => {
    const alpha = hostOf(lab, "alpha");
    // Deleting one that is not there is an error.
    await alpha.must(["ip", "neigh", "replace", GONE, "lladdr", GONE_MAC, "dev", alpha.dataInterface, "nud", "permanent"]);
    await alpha.must(["ip", "neigh", "del", GONE, "dev", alpha.dataInterface]);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { sent, lost, change } = await probed(lab, () => protocolCounters(alpha));
    const attempts = await attemptConnections({ from: alpha, to: beta.dataAddress, port: PORT, count: 20, patienceMs: 900 });
    const again = change["TcpRetransSegs"] ?? 0;
    return {
      symptom: lost > 0 || attempts.unanswered > 0,
      mechanism: again > 5,
      saw: `${lost} of ${sent} lost; TcpRetransSegs alpha +${again}; ${describeAttempts(attempts)}`,
    };
  },
};
