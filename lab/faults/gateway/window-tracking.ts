import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER1 } from "../../topologies/gateway/addresses.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import type { Fault } from "../fault.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";

const TABLE = "bridge accelerator";
/** Takes at the very least 12 s, and a fraction of one when all is well. */
const UPLOAD_BYTES = 2_000_000;
/** Of server1. With selective acknowledgements the gateway would learn of larger windows by and by, and uploads would be slow in ever new ways. */
const SELECTIVE = "net/ipv4/tcp_sack";

/**
 * One of two devices, as WAN accelerators are set up: between them windows are their own, at both ends they are as they should be.
 * `first` is for the SYN-ACK, whose window is not scaled; `later` is scaled by what the hosts agreed on.
 */
const device = (port: string, { first, later }: { readonly first: number; readonly later: number }): string => `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    oifname "${port}" ip saddr ${SERVER1} tcp sport ${PAGES_PORT} tcp flags & syn == syn tcp window set ${first} counter
    oifname "${port}" ip saddr ${SERVER1} tcp sport ${PAGES_PORT} tcp flags & (syn | rst) == 0 tcp window set ${later} counter
  }
}
`;

/** The gateway stands between the two devices, believes the small windows, and takes what the client rightly sends for too much. */
export const windowTracking: Fault = {
  id: "window-tracking",
  kind: "fault",
  topology: "gateway",
  about:
    "The windows gw sees are smaller than those the client was granted: its connection tracking takes segments for out of the window, and its rule drops them.",
  story: "Uploads to server1 crawl or time out. Ping and small requests are fine, and so are downloads.",
  groundTruth: { causes: [{ id: "conntrackWindow", host: "gw", object: "ct state invalid drop" }] },
  parameters: {},
  asks: [hangingResponse("client1", { padding: "60000" })],
  inject: async (lab) => {
    await setOwn(hostOf(lab, "server1"), SELECTIVE, 0);
    await loadTable(placeOf(lab, "wire"), device("wire-gw", { first: 1_000, later: 1 }));
    await loadTable(lab.switch, device("sw-client1", { first: 64_240, later: 128 }));
  },
  heal: async (lab) => {
    await dropTable(placeOf(lab, "wire"), TABLE);
    await dropTable(lab.switch, TABLE);
    await putBackOwn(hostOf(lab, "server1"), SELECTIVE);
  },
  check: async (lab: Lab) => {
    const from = hostOf(lab, "client1");
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "client1"]),
      async () => ({
        small: await transfer({ from, to: SERVER1, kind: "get", bytes: 20_000, patienceMs: 1_500 }),
        upload: await transfer({ from, to: SERVER1, kind: "put", bytes: UPLOAD_BYTES, patienceMs: 2_000 }),
      }),
    );
    const [invalid = 0, dropped = 0, bytes = 0] = ["invalid", "invalid.packets", "invalid.bytes"].map((name) => change[`gw.${name}`]);
    const again = change["client1.TcpRetransSegs"] ?? 0;
    return {
      symptom: isWell(result.small) && !isWell(result.upload),
      // Full segments, not short ones: what a wrong checksum or a missing first half of a connection drops is short.
      mechanism: dropped >= 3 && invalid === dropped && bytes / dropped > 1_000 && again > 0,
      saw: `upload ${describeTransfer(result.upload)}, download ${describeTransfer(result.small)}; gw conntrack invalid +${invalid}, its rule dropped ${dropped} packets with ${bytes} bytes; client1 sent ${again} segments again`,
    };
  },
};
