import { hostOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { hangsAtTheEnd } from "../../measure/hanging-read.ts";
import { transfer } from "../../measure/transfer.ts";
import { SERVER1 } from "../../topologies/gateway/addresses.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import type { Fault } from "../fault.ts";
import { PAGE_BYTES } from "./fin-checksum.ts";

const TABLE = "inet halving";
const WORD = "halving";
const READS = 8;

/**
 * The client's ports decide which connections it hits, as one leg of several does: their FINs are dropped however often they are sent again, and all
 * others are well. The kernel gives out every second port in turn, so the bit above the lowest changes from one connection to the next.
 */
export const someFinsDropped: Fault = {
  id: "some-fins-dropped",
  kind: "fault",
  topology: "gateway",
  about: "A rule on gw drops the FINs of server1 to half of the client's ports; the other half of the connections is well.",
  story: "Half of the pages from server1 take until the program's timeout, and then all of the page is there. The next try may be fast.",
  groundTruth: { causes: [{ id: "firewallDrop", host: "gw", object: `table ${TABLE} chain forward` }] },
  parameters: {},
  asks: [hangingResponse("client1")],
  inject: async (lab) => {
    await loadTable(
      hostOf(lab, "gw"),
      `table ${TABLE} {
  chain forward {
    type filter hook forward priority filter - 5; policy accept;
    ip saddr ${SERVER1} tcp sport ${PAGES_PORT} tcp flags & fin == fin tcp dport & 2 == 2 counter drop comment "${WORD}"
  }
}
`,
    );
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "gw"), TABLE);
  },
  check: async (lab: Lab) => {
    const from = hostOf(lab, "client1");
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw"]),
      () =>
        Promise.all(
          Array.from({ length: READS }, () => transfer({ from, to: SERVER1, kind: "get", bytes: PAGE_BYTES, patienceMs: 1_500 })),
        ),
    );
    const hung = result.filter((one) => hangsAtTheEnd(one, PAGE_BYTES)).length;
    const dropped = change[`gw.${WORD}.packets`] ?? 0;
    return {
      symptom: hung > 0 && hung < READS,
      mechanism: dropped >= hung && hung > 0,
      saw: `${hung} of ${READS} pages were read until the timeout; gw's rule dropped ${dropped} FINs`,
    };
  },
};
