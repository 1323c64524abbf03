import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { GATEWAY_DMZ, SERVER2_DMZ, TO_DMZ, TRANSIT_FAR } from "../../topologies/gateway/addresses.ts";
import type { Fault } from "../fault.ts";
import { newConnections, smallLoss } from "../../topologies/gateway/gateway.ts";

const LEG = "eth2";
const FILTER = `net/ipv4/conf/${LEG}/rp_filter`;

/**
 * server2 has two legs and its default route by the first. With `arp` it also has a route to the gateway itself by the first leg: then
 * the filter already keeps it from answering the gateway's ARP requests, which no counter tells.
 */
export const reversePathFilter: Fault = {
  id: "reverse-path-filter",
  kind: "fault",
  topology: "gateway",
  about:
    "server2 filters strictly by the way back: what comes in by its leg in the dmz would be answered by the other leg, and is dropped.",
  story: `Since server2's new image, clients cannot reach it by its address ${SERVER2_DMZ}. Its other address is fine.`,
  groundTruth: { causes: [{ id: "reversePathFilter", host: "server2", object: LEG }] },
  parameters: { arp: false },
  variants: { arp: { arp: true } },
  asks: [newConnections("server2", SERVER2_DMZ), smallLoss("server2", SERVER2_DMZ)],
  inject: async (lab, parameters) => {
    const server2 = hostOf(lab, "server2");
    await setOwn(server2, FILTER, 1);
    if (parameters["arp"] !== true) return;
    await server2.must(["ip", "route", "replace", GATEWAY_DMZ, "via", TRANSIT_FAR]);
    await forget(lab);
  },
  heal: async (lab) => {
    const server2 = hostOf(lab, "server2");
    await putBackOwn(server2, FILTER);
    await server2.exec(["ip", "route", "del", GATEWAY_DMZ, "via", TRANSIT_FAR]);
    await forget(lab);
  },
  check: async (lab: Lab, parameters) => {
    const [gw, server2] = [hostOf(lab, "gw"), hostOf(lab, "server2")];
    const read = async () => ({ ...(await gatewayCounters(lab, ["server2"])), ...(await interfaceCounters(server2, LEG)) });
    const { result, change } = await around(read, () =>
      transfer({ from: hostOf(lab, "client1"), to: SERVER2_DMZ, kind: "get", bytes: 5_000, patienceMs: 1_500 }),
    );
    const neighbour = (await gw.must(["ip", "neigh", "show", "to", SERVER2_DMZ, "dev", TO_DMZ])).trim().split(" ").at(-1) ?? "";
    const [filtered = 0, came = 0, left = 0] = [change["server2.TcpExtIPReversePathFilter"], change["rx_packets"], change["tx_packets"]];
    const unanswered = ["FAILED", "INCOMPLETE"].includes(neighbour) && came > 0 && left === 0;
    return {
      symptom: !isWell(result),
      mechanism: parameters["arp"] === true ? unanswered && filtered === 0 : filtered > 0,
      saw: `client1 ${describeTransfer(result)}; server2 IPReversePathFilter +${filtered}, ${LEG} received ${came} and sent ${left} frames; to gw it is ${neighbour}`,
    };
  },
};

/** What the gateway knows of server2's Ethernet address would hide that it does not get it any more, and a failure is remembered too. */
const forget = (lab: Lab): Promise<string> => hostOf(lab, "gw").must(["ip", "neigh", "flush", "to", SERVER2_DMZ, "dev", TO_DMZ]);
