import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { otherOf, startService } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { pythonProgram } from "../../programs/python.ts";
import { newConnections } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

const COOKIES = "net/ipv4/tcp_syncookies";
const MOST = "net/ipv4/tcp_max_syn_backlog";
/** The last quarter is for peers that answered before; clients of a shop are new ones. */
const FORGETS = "net/ipv4/tcp_no_metrics_save";
const PORT = 8_080;
/** Where the SYNs say that they come from: TEST-NET-3 (RFC 5737). Without a way back there the kernel would not answer them. */
const STRANGERS = "203.0.113.0/24";

/**
 * Without cookies the kernel keeps every half-open connection, and refuses the next SYN when there are as many as the program's
 * backlog allows (counted as TCPReqQFullDrop), or earlier, when they fill three quarters of tcp_max_syn_backlog, which is counted
 * as a listen drop alone.
 */
export const synFlood: Fault = {
  id: "syn-flood",
  kind: "fault",
  topology: "pair",
  about: "SYNs from addresses that never go on fill a service's half-open connections, and SYN cookies are off.",
  story: "The shop is unreachable for new customers since noon. Whoever was logged in works on. The machine has next to nothing to do.",
  groundTruth: (parameters) => ({
    causes: [{ id: "synFlood", host: textOf(parameters, "host"), object: `TCP port ${PORT} (shop)` }],
  }),
  parameters: { host: "beta", backlog: 64, most: 4_096, synsPerSecond: 100 },
  variants: {
    /** The usual way round today: programs ask for more than the setting allows. */
    "kernel-limit": { backlog: 1_024, most: 128 },
    "on-alpha": { host: "alpha" },
  },
  asks: (parameters) => [newConnections(textOf(parameters, "host") === "beta" ? "alpha" : "beta", PORT)],
  inject,
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    for (const setting of [COOKIES, MOST, FORGETS]) await putBackOwn(host, setting);
    await host.exec(["ip", "route", "del", STRANGERS]);
  },
  check: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const { result, change } = await around(
      () => protocolCounters(host),
      () => attemptConnections({ from: otherOf(lab, host), to: host.dataAddress, port: PORT, count: 8, patienceMs: 800 }),
    );
    const halfOpen = await halfOpenOn(lab, parameters);
    const [drops, overflows] = [change["TcpExtListenDrops"] ?? 0, change["TcpExtListenOverflows"] ?? 0];
    return {
      symptom: result.unanswered > 0,
      mechanism: drops > 0 && overflows === 0 && halfOpen >= room(parameters),
      saw: `${describeAttempts(result)}; ListenDrops on ${host.name} +${drops}, ListenOverflows +${overflows}, TCPReqQFullDrop +${change["TcpExtTCPReqQFullDrop"] ?? 0}; ${halfOpen} half-open connections, and there is room for ${room(parameters)}`,
    };
  },
};

/** Three quarters of the setting are for everybody. */
const room = (parameters: Parameters): number =>
  Math.min(numberOf(parameters, "backlog"), Math.ceil((numberOf(parameters, "most") * 3) / 4));

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = synFlood.id;
  const host = hostOf(lab, textOf(parameters, "host"));
  await setOwn(host, FORGETS, 1);
  await host.must(["ip", "tcp_metrics", "flush"]);
  await setOwn(host, COOKIES, 0);
  await setOwn(host, MOST, numberOf(parameters, "most"));
  await host.must(["ip", "route", "replace", STRANGERS, "via", otherOf(lab, host).dataAddress]);
  await startService(lab, { owner, name: "shop", on: host, port: PORT, wishes: { backlog: numberOf(parameters, "backlog") } });
  const argv = pythonProgram("syns.py", host.dataAddress, PORT, numberOf(parameters, "synsPerSecond"));
  await startProcess(lab, { owner, name: "flood", on: otherOf(lab, host), argv });
  // Those of a socket that is gone stay to be seen for a while, and fill no queue: what is refused tells.
  const dropped = async (): Promise<number> => (await protocolCounters(host))["TcpExtListenDrops"] ?? 0;
  const before = await dropped();
  await waitUntil("half-open connections fill the queue", async () => (await dropped()) > before, 10_000);
}

const halfOpenOn = async (lab: Lab, parameters: Parameters): Promise<number> => {
  const sockets = await tcpSockets(hostOf(lab, textOf(parameters, "host")), "sport", "=", `:${PORT}`);
  return sockets.filter(({ state }) => state === "SYN-RECV").length;
};
