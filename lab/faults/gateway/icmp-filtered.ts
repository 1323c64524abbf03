import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { allowIcmpErrors, filterIcmpErrors, HARDENING } from "../../means/icmp-filter.ts";
import { makePathSmaller, restorePath } from "../../means/smaller-path.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { ping } from "../../measure/ping.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER2 } from "../../topologies/gateway/addresses.ts";
import { numberOf, type Fault, type Parameters, textOf } from "../fault.ts";

const filterOf = (parameters: Parameters): "gw" | "transit" => (textOf(parameters, "filter") === "transit" ? "transit" : "gw");

/** The smaller hop is somebody else's and no fault. Whoever keeps its word from the sender is the cause: gw's rule, or a filter on the way. */
export const icmpFiltered: Fault = {
  id: "icmp-filtered",
  kind: "fault",
  topology: "gateway",
  about:
    "A hop beyond gw carries less than 1500 bytes, and its Fragmentation Needed never reaches the clients: their large packets vanish.",
  story: "Uploads to the partner's server hang at once, downloads from it are fast. Ping is fine, and so is logging in to a small machine.",
  groundTruth: (parameters) => ({
    causes: [
      filterOf(parameters) === "gw"
        ? { id: "icmpFiltered", host: "gw", object: "icmp type destination-unreachable drop" }
        : { id: "icmpFilteredBeyond" },
    ],
  }),
  parameters: { filter: "gw", mtu: 1_400 },
  variants: { outside: { filter: "transit" }, small: { mtu: 1_280 } },
  inject: async (lab, parameters) => {
    await makePathSmaller(lab, numberOf(parameters, "mtu"));
    if (filterOf(parameters) === "gw") await filterIcmpErrors(hostOf(lab, "gw"), "forward");
    else await filterIcmpErrors(placeOf(lab, "transit"), "output");
  },
  heal: async (lab) => {
    await allowIcmpErrors(hostOf(lab, "gw"));
    await allowIcmpErrors(placeOf(lab, "transit"));
    await restorePath(lab);
  },
  check: async (lab: Lab, parameters) => {
    const from = hostOf(lab, "client1");
    const filter = filterOf(parameters);
    const { result, change } = await around(
      () => gatewayCounters(lab, ["client1", "transit", filter]),
      async () => {
        const download = await transfer({ from, to: SERVER2, kind: "get", bytes: 100_000, patienceMs: 1_500 });
        const [upload, small, large] = await Promise.all([
          transfer({ from, to: SERVER2, kind: "put", bytes: 100_000, patienceMs: 1_500 }),
          ping({ from, to: SERVER2, count: 3, intervalMs: 50, dontFragment: true }),
          ping({ from, to: SERVER2, count: 3, intervalMs: 50, payload: 1_472, dontFragment: true }),
        ]);
        return { download, upload, small, large };
      },
    );
    const { download, upload, small, large } = result;
    const [refused = 0, told = 0, eaten = 0] = [
      change["transit.IpFragFails"],
      change["client1.IcmpInDestUnreachs"],
      change[`${filter}.${HARDENING}.packets`],
    ];
    return {
      symptom: isWell(download) && !isWell(upload) && small.lost === 0 && large.lost === 3 && large.errors === 0,
      mechanism: refused > 0 && told === 0 && eaten > 0 && eaten === refused,
      saw: `upload ${describeTransfer(upload)}, download ${describeTransfer(download)}; ping of 1500 bytes ${large.lost} of ${large.sent} lost with ${large.errors} errors, small ${small.lost} lost; the hop refused ${refused}, ${filter} dropped ${eaten} ICMP errors, client1 got ${told}`,
    };
  },
};
