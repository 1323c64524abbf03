import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { listensAt } from "../../measure/sockets.ts";
import { newConnections } from "../../topologies/flat.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { textOf, type Fault } from "../fault.ts";

const TABLE = "inet admission";

/** To a client it is the same as a service that does not run: each connection is refused at once. */
export const resetByRule: Fault = {
  id: "reset-by-rule",
  kind: "fault",
  topology: "pair",
  about: "A rule of beta's packet filter answers connections to a service with resets, in the name of the host. The service runs.",
  story: "Connection refused, says everybody who wants to use the web service. Whoever runs it swears that it is up, and it is.",
  groundTruth: { causes: [{ id: "firewallDrop", host: "beta", object: "table inet admission input" }] },
  parameters: { with: "tcp reset" },
  variants: {
    /** What a rule says that says no more than reject. */
    unreachable: { with: "icmpx port-unreachable" },
  },
  asks: [newConnections("alpha", PAGES_PORT)],
  inject: async (lab, parameters) => {
    const rule = `tcp dport ${PAGES_PORT} ip saddr 192.0.2.0/26 counter reject with ${textOf(parameters, "with")}`;
    const chain = `chain input {\ntype filter hook input priority 0; policy accept;\n${rule}\n}`;
    await loadTable(hostOf(lab, "beta"), `table ${TABLE} {\n${chain}\n}\n`);
  },
  heal: async (lab) => void (await dropTable(hostOf(lab, "beta"), TABLE)),
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const result = await attemptConnections({ from: alpha, to: beta.dataAddress, port: PAGES_PORT, count: 6, patienceMs: 900 });
    const { stdout } = await beta.exec(["nft", "list", "table", ...TABLE.split(" ")]);
    const rejected = Number(/ packets (\d+)/.exec(stdout)?.[1] ?? 0);
    const served = await listensAt(beta, "0.0.0.0", PAGES_PORT);
    return {
      symptom: result.refused + result.failed > 0,
      mechanism: served && rejected > 0,
      saw: `${describeAttempts(result)}; the service ${served ? "listens" : "does not listen"}; the rule has rejected ${rejected}`,
    };
  },
};
