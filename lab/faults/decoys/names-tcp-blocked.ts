import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import type { Fault } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "../sockets/dns-timeout.ts";

const TABLE = "inet names";

/** As on most name servers that somebody once hardened: nothing is missing until an answer does not fit into a datagram. */
export const namesTcpBlocked: Fault = {
  id: "names-tcp-blocked",
  kind: "decoy",
  topology: "pair",
  about: "Beta lets no TCP through to its name server, and all of its answers fit into datagrams.",
  story: "A scan says that the name server on beta answers by UDP only, and somebody connects that with slow logins.",
  groundTruth: { causes: [] },
  parameters: {},
  asks: [NAME_LOOKUPS],
  inject: async (lab) => {
    await serveNames(lab, { owner: "names-tcp-blocked", parameters: { server: "beta", ignores: "none", second: false, timeout: 1 } });
    const chain = "chain queries {\ntype filter hook input priority 0; policy accept;\ntcp dport 53 counter drop\n}";
    await loadTable(hostOf(lab, "beta"), `table ${TABLE} {\n${chain}\n}\n`);
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "beta"), TABLE);
    await healNames(lab);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const seen = await lookUp(alpha, { count: 2, patienceMs: 500 });
    const byTcp = await attemptConnections({ from: alpha, to: beta.dataAddress, port: 53, count: 2, patienceMs: 700 });
    return {
      symptom: seen.servers.length > 0 && seen.lookups.some(({ ms }) => ms >= 500),
      mechanism: byTcp.unanswered === byTcp.count,
      saw: `${describeLookups(seen)}; by TCP, ${describeAttempts(byTcp)}`,
    };
  },
};
