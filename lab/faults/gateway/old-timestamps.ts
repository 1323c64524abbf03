import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { endLingering } from "../../means/lingering.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { pythonProgram } from "../../programs/python.ts";
import { SERVER2 } from "../../topologies/gateway/addresses.ts";
import { newConnections } from "../../topologies/gateway/gateway.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { numberOf, type Fault, type Parameters } from "../fault.ts";

const FIRST_PORT = 40_000;
/** What this kernel counts a refused timestamp of a connection as that is remembered and closed; before 6.14 the first one. */
const REFUSED = ["TcpExtPAWSEstab", "TcpExtPAWSTimewait"];

const TIMESTAMPS = "net/ipv4/tcp_timestamps";
const SETTINGS = (parameters: Parameters): readonly (readonly [host: string, path: string, value: string | number])[] => [
  // Without an offset of its own for each peer, which may be on either side of any other's.
  ["client1", TIMESTAMPS, 2],
  ["client2", TIMESTAMPS, 2],
  // So few that a port comes back within the minute in which a server remembers it.
  ["client1", "net/ipv4/ip_local_port_range", `${FIRST_PORT} ${FIRST_PORT + numberOf(parameters, "ports") - 1}`],
  ["gw", "net/netfilter/nf_conntrack_tcp_timeout_time_wait", 1],
  ["gw", "net/netfilter/nf_conntrack_tcp_timeout_syn_sent", 1],
  // What many guides to a secure server tell. Without it the client's own reset makes the server forget, and the next SYN is taken.
  ["server2", "net/ipv4/tcp_rfc1337", 1],
];

export const oldTimestamps: Fault = {
  id: "old-timestamps",
  kind: "fault",
  topology: "gateway",
  about: "Two clients have one address behind gw; server2 remembers the timestamps of the one and refuses the other's, which are older.",
  story:
    "From one machine of the office the partner's server cannot be reached for minutes at a time. From the others it can, through the same gateway.",
  groundTruth: { causes: [{ id: "timestampsRefused", host: "server2" }] },
  parameters: { ports: 128 },
  variants: { crowded: { ports: 256 } },
  limits: { ports: [64, 512] },
  asks: [newConnections("server2", SERVER2)],
  inject: async (lab, parameters) => {
    for (const [host, path, value] of SETTINGS(parameters)) await setOwn(hostOf(lab, host), path, value);
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
    const argv = pythonProgram("ahead.py", SERVER2, PAGES_PORT, FIRST_PORT, numberOf(parameters, "ports"));
    await startProcess(lab, { owner: oldTimestamps.id, name: "collector", on: hostOf(lab, "client2"), argv });
    await waitUntil("server2 remembers every port", async () => (await remembered(lab)) >= numberOf(parameters, "ports") * 0.9, 15_000);
    // While gw remembers as well it gives client1 other ports than its own.
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
  },
  heal: async (lab, parameters) => {
    for (const [host, path] of SETTINGS(parameters)) await putBackOwn(hostOf(lab, host), path);
    await endLingering(lab);
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
  },
  check: async (lab) => {
    const { result, change } = await around(
      () => protocolCounters(hostOf(lab, "server2")),
      () => attemptConnections({ from: hostOf(lab, "client1"), to: SERVER2, port: PAGES_PORT, count: 8, patienceMs: 900 }),
    );
    const refused = REFUSED.reduce((sum, name) => sum + (change[name] ?? 0), 0);
    return {
      symptom: result.unanswered > 0,
      mechanism: refused >= result.unanswered && refused > 0,
      saw: `${describeAttempts(result)}; server2 refused ${refused} old timestamps, and remembers ${await remembered(lab)} connections`,
    };
  },
};

const remembered = async (lab: Lab): Promise<number> => {
  const text = await hostOf(lab, "server2").must(["ss", "-H", "-n", "-t", "state", "time-wait", "sport", "=", `:${PAGES_PORT}`]);
  return text.split("\n").filter(Boolean).length;
};
