import { hostOf, type Lab } from "../../hosts/lab.ts";
import { describeSweep, dfSweep } from "../../measure/df-sweep.ts";
import { ping } from "../../measure/ping.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { numberOf, type Fault } from "../fault.ts";

const USUAL_MTU = 1_500;

/** The probe never leaves: alpha's own link is smaller than it, and says so. Both ends of the link agree, so nothing else notices. */
export const localDf: Fault = {
  id: "local-df",
  kind: "decoy",
  topology: "pair",
  about: "A ping of 1,500 bytes that must not be fragmented is refused by the sender itself; both ends have the same smaller MTU.",
  story: "Somebody followed a guide, sent a large ping with Don't Fragment from alpha, got errors, and suspects an MTU problem on the way.",
  groundTruth: { causes: [] },
  parameters: { mtu: 1_400 },
  variants: { "tunnel-sized": { mtu: 1_450 } },
  inject: (lab, parameters) => setMtu(lab, numberOf(parameters, "mtu")),
  heal: (lab) => setMtu(lab, USUAL_MTU),
  check: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const to = beta.dataAddress;
    const { sent, lost, change } = await probed(lab, () => protocolCounters(alpha));
    const sweep = await dfSweep({ from: alpha, to, sizes: [numberOf(parameters, "mtu"), USUAL_MTU] });
    const large = await ping({ from: alpha, to, count: 10, intervalMs: 20, payload: 2_000 });
    return {
      symptom: lost + large.lost > 0 || sweep.get(numberOf(parameters, "mtu")) !== "passed",
      // An error of alpha's own, not silence: what was refused never left.
      mechanism: sweep.get(USUAL_MTU) === "refused" && change["TcpRetransSegs"] === 0,
      saw: `${lost} of ${sent} lost, ${large.lost} of ${large.sent} large ones; unfragmented: ${describeSweep(sweep)}`,
    };
  },
};

const setMtu = async (lab: Lab, mtu: number): Promise<void> => {
  await Promise.all(lab.hosts.map((host) => host.must(["ip", "link", "set", "dev", host.dataInterface, "mtu", String(mtu)])));
};
