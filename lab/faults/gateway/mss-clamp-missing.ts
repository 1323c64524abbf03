import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { allowIcmpErrors, filterIcmpErrors, HARDENING } from "../../means/icmp-filter.ts";
import { forgetPaths, makeUplinkSmaller, restorePath } from "../../means/smaller-path.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { readPage } from "../../measure/hanging-read.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER2, TO_UPLINK } from "../../topologies/gateway/addresses.ts";
import { GATEWAY, hangingResponse } from "../../topologies/gateway/gateway.ts";
import { numberOf, type Fault } from "../fault.ts";

const PAGE_BYTES = 100_000;

/**
 * What distinguishes it from icmp-filtered: the smaller link is the gateway's own, and nobody who could be asked filters anything. Far
 * servers keep sending 1460-byte segments because the gateway passes on the clients' MSS as it is, and their networks eat the ICMP that
 * would tell them, which is so common that routers onto such links are expected to clamp.
 */
export const mssClampMissing: Fault = {
  id: "mss-clamp-missing",
  kind: "fault",
  topology: "gateway",
  about:
    "gw's uplink carries 1492 bytes and gw does not clamp the MSS: servers beyond it, which ICMP does not reach, send segments that do not fit.",
  story: "Since the new uplink, some sites connect and then show nothing. Sending to them works. Sites in the dmz are fine.",
  groundTruth: { causes: [{ id: "mssClampMissing", host: "gw", object: TO_UPLINK }] },
  parameters: { mtu: 1_492 },
  variants: { tunnelled: { mtu: 1_420 } },
  // A response of one segment fits.
  asks: [hangingResponse("client1", { target: SERVER2, path: `/${PAGE_BYTES}` }), ...GATEWAY.asks],
  inject: async (lab, parameters) => {
    await forgetPaths(lab);
    await makeUplinkSmaller(lab, numberOf(parameters, "mtu"));
    await filterIcmpErrors(placeOf(lab, "transit"), "output");
  },
  heal: async (lab) => {
    await allowIcmpErrors(placeOf(lab, "transit"));
    await restorePath(lab);
  },
  check: async (lab: Lab, parameters) => {
    // A sender learns the uplink's MTU from gw, and from then on asks for segments that fit: client1 must not send anything large.
    const [client1, client2] = [hostOf(lab, "client1"), hostOf(lab, "client2")];
    const { result, change } = await around(
      () => gatewayCounters(lab, ["transit", "server2"]),
      async () => ({
        upload: await transfer({ from: client2, to: SERVER2, kind: "put", bytes: PAGE_BYTES, patienceMs: 1_500 }),
        download: await readPage({ from: client1, server: hostOf(lab, "server2"), bytes: PAGE_BYTES, patienceMs: 2_000 }),
      }),
    );
    const { upload, download } = result;
    const segment = Math.max(0, ...download.sockets.map(({ details }) => Number(/ mss:(\d+)/.exec(details)?.[1] ?? 0)));
    const [refused = 0, eaten = 0] = [change["transit.IpFragFails"], change[`transit.${HARDENING}.packets`]];
    return {
      symptom: isWell(upload) && !isWell(download) && download.connected,
      // 52 bytes: the headers of IP and of TCP with timestamps.
      mechanism: refused > 0 && eaten === refused && segment > numberOf(parameters, "mtu") - 52,
      saw: `download ${describeTransfer(download)}, upload ${describeTransfer(upload)}; server2 sends segments of ${segment} bytes; the router before gw refused ${refused}, and ${eaten} ICMP errors went nowhere`,
    };
  },
};
