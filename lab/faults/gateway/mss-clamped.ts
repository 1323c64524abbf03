import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { allowIcmpErrors, filterIcmpErrors } from "../../means/icmp-filter.ts";
import { makeUplinkSmaller, restorePath } from "../../means/smaller-path.ts";
import { ruleCounters } from "../../measure/rule-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER2, TO_UPLINK } from "../../topologies/gateway/addresses.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet clamp";
const RULES = `table ${TABLE} {
  chain forward {
    type filter hook forward priority mangle; policy accept;
    oifname "${TO_UPLINK}" tcp flags & (syn | rst) == syn counter tcp option maxseg size set rt mtu comment "clamp"
  }
}
`;

/** The control of mss-clamp-missing: the same uplink and the same silence beyond it, and the gateway clamps. */
export const mssClamped: Fault = {
  id: "mss-clamped",
  kind: "decoy",
  topology: "gateway",
  about: "gw's uplink carries 1492 bytes, and gw clamps the MSS of what leaves by it.",
  story: "Somebody noticed that the uplink's MTU is smaller than that of all other links, and wants it raised.",
  groundTruth: { causes: [] },
  parameters: { mtu: 1_492 },
  inject: async (lab, parameters) => {
    await makeUplinkSmaller(lab, numberOf(parameters, "mtu"));
    await filterIcmpErrors(placeOf(lab, "transit"), "output");
    await loadTable(hostOf(lab, "gw"), RULES);
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "gw"), TABLE);
    await allowIcmpErrors(placeOf(lab, "transit"));
    await restorePath(lab);
  },
  check: async (lab: Lab) => {
    const [from, gw] = [hostOf(lab, "client1"), hostOf(lab, "gw")];
    const upload = await transfer({ from, to: SERVER2, kind: "put", bytes: 100_000, patienceMs: 1_500 });
    const download = await transfer({ from, to: SERVER2, kind: "get", bytes: 100_000, patienceMs: 1_500 });
    const [mtu, clamped] = [await gw.must(["cat", `/sys/class/net/${TO_UPLINK}/mtu`]), (await ruleCounters(gw))["clamp.packets"] ?? 0];
    return {
      symptom: !isWell(upload) || !isWell(download),
      mechanism: Number(mtu) < 1_500 && clamped > 0,
      saw: `upload ${describeTransfer(upload)}, download ${describeTransfer(download)}; gw's uplink carries ${mtu.trim()} bytes, and ${clamped} SYNs were clamped`,
    };
  },
};
