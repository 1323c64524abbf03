import { hostOf, type Lab } from "../../hosts/lab.ts";
import { endLingering } from "../../means/lingering.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { numberOf, type Fault, textOf } from "../fault.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";

const SETTING = "net/netfilter/nf_conntrack_tcp_timeout_established";

/** Seconds instead of the minutes of real firewalls: nobody waits for a lab that long. */
export const idleTimeout: Fault = {
  id: "idle-timeout",
  kind: "fault",
  topology: "gateway",
  about:
    "gw forgets established connections that were idle for a short time; what comes on them later belongs to nothing it knows, and is dropped.",
  story: "The first request after a pause hangs until its timeout. After reconnecting all is well, until the next pause.",
  groundTruth: { causes: [{ id: "idleTimeout", host: "gw", object: SETTING.replaceAll("/", ".") }] },
  parameters: { seconds: 1, server: "server1" },
  variants: { translated: { server: "server2" } },
  asks: [hangingResponse("client1", { pause: "2" })],
  inject: async (lab, parameters) => {
    await setOwn(hostOf(lab, "gw"), SETTING, numberOf(parameters, "seconds"));
  },
  heal: async (lab) => {
    await putBackOwn(hostOf(lab, "gw"), SETTING);
    await endLingering(lab);
  },
  check: async (lab: Lab, parameters) => {
    const from = hostOf(lab, "client1");
    const to = hostOf(lab, textOf(parameters, "server")).dataAddress;
    const idleMs = numberOf(parameters, "seconds") * 1_000 + 900;
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw"]),
      () => transfer({ from, to, kind: "again", bytes: 1_000, patienceMs: 1_300, idleMs }),
    );
    const [dropped = 0, invalid = 0] = [change["gw.not begun.packets"], change["gw.invalid.packets"]];
    return {
      symptom: result.connected && !isWell(result),
      // The client's reset at the end belongs to no connection either, and is what tracking calls invalid: one, after several segments.
      mechanism: dropped > invalid,
      saw: `second request after ${idleMs} ms: ${describeTransfer(result)}; gw dropped ${dropped} packets of no connection it knows, ${invalid} invalid`,
    };
  },
};
