import { hostOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { endLingering } from "../../means/lingering.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { ping } from "../../measure/ping.ts";
import { SERVER1 } from "../../topologies/gateway/addresses.ts";
import { type Fault, textOf } from "../fault.ts";

const TABLE = "inet blocklist";
const BLOCKLIST = "blocklist";

/** Meant for one machine, 192.0.2.8; the prefix takes in client1, and not client2. */
const SCOPE = "192.0.2.8/29";
const DIRECTIONS: Readonly<Record<string, string>> = {
  answers: `ip saddr 203.0.113.0/26 ip daddr ${SCOPE}`,
  requests: `ip saddr ${SCOPE} ip daddr 203.0.113.0/26`,
};

export const gatewayFirewallDrop: Fault = {
  id: "gateway-firewall-drop",
  kind: "fault",
  topology: "gateway",
  about: "A rule on gw that was meant for one machine names a prefix too large, and drops one direction between client1 and the dmz.",
  story: "Since this morning client1 gets nothing from the dmz. Other clients are fine, and client1 reaches everything else.",
  groundTruth: (parameters) => ({
    causes: [{ id: "firewallDrop", host: "gw", object: `${DIRECTIONS[textOf(parameters, "drops")] ?? ""} drop` }],
  }),
  parameters: { drops: "answers" },
  variants: { requests: { drops: "requests" } },
  inject: async (lab, parameters) => {
    const match = DIRECTIONS[textOf(parameters, "drops")] ?? "";
    await loadTable(
      hostOf(lab, "gw"),
      `table ${TABLE} {
  chain forward {
    type filter hook forward priority filter - 5; policy accept;
    ${match} counter drop comment "${BLOCKLIST}"
  }
}
`,
    );
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "gw"), TABLE);
    // Half-open connections go on asking, and would be counted as probes next time.
    await endLingering(lab);
  },
  check: async (lab: Lab) => {
    const probe = (name: string) => ping({ from: hostOf(lab, name), to: SERVER1, count: 20, intervalMs: 20 });
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "server1"]),
      async () => Promise.all([probe("client1"), probe("client2")]),
    );
    const [{ sent, lost }, other] = result;
    const [dropped = 0, asked = 0] = [change[`gw.${BLOCKLIST}.packets`], change["server1.IcmpInEchos"]];
    return {
      symptom: lost > 0 && other.lost === 0,
      mechanism: lost > 0 && dropped === lost,
      saw: `client1 lost ${lost} of ${sent}, client2 ${other.lost} of ${other.sent}; gw's rule dropped ${dropped}; server1 got ${asked} requests`,
    };
  },
};
