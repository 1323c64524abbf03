import { hostOf } from "../../hosts/lab.ts";
import { startClients, startService } from "../../means/service.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { timeWaitSockets } from "../../measure/time-wait.ts";
import type { Fault } from "../fault.ts";
import { newConnections } from "../../topologies/flat.ts";

const PORT = 8_080;
/** Of 28,000 local ports: far from the end of them. */
const AT_ONCE = 200;
const TIMES = 4;

/** Whoever closes first keeps the socket in TIME-WAIT, for a minute, which no setting shortens: that is why its traces last. */
export const timeWaitCrowd: Fault = {
  id: "time-wait-crowd",
  kind: "decoy",
  lasting: true,
  topology: "pair",
  about: "Hundreds of closed connections wait on alpha in TIME-WAIT, as they should; every new one is made at once.",
  story: "ss on alpha shows hundreds of sockets in TIME-WAIT, and somebody wants tcp_tw_reuse switched on because the application is slow.",
  groundTruth: { causes: [] },
  parameters: {},
  asks: [newConnections("alpha", PORT)],
  inject: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const owner = timeWaitCrowd.id;
    await startService(lab, { owner, name: "app-server", on: beta, port: PORT, wishes: { backlog: 512 } });
    for (let turn = 0; turn < TIMES; turn += 1) {
      await attemptConnections({ from: alpha, to: beta.dataAddress, port: PORT, count: AT_ONCE, patienceMs: 2_000 });
    }
    await startClients(lab, { owner, name: "app", from: alpha, to: beta, port: PORT, everyMs: 100, burst: 2, patienceMs: 1_000 });
  },
  heal: async () => {},
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { sent, lost, change } = await probed(lab, () => protocolCounters(alpha));
    const attempts = await attemptConnections({ from: alpha, to: beta.dataAddress, port: PORT, count: 20, patienceMs: 900 });
    const waiting = await timeWaitSockets(alpha);
    return {
      symptom: lost > 0 || attempts.unanswered + attempts.noPort > 0 || (change["TcpRetransSegs"] ?? 0) > 0,
      mechanism: waiting > 300,
      saw: `${lost} of ${sent} lost; ${waiting} in TIME-WAIT on alpha; ${describeAttempts(attempts)}`,
    };
  },
};
