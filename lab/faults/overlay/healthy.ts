import { hostOf, type Lab } from "../../hosts/lab.ts";
import { describeSweep, dfSweep } from "../../measure/df-sweep.ts";
import type { Carrier, Tunnel } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { oversize, restoreOverlay } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly } from "./window.ts";

const CARRIERS: readonly Carrier[] = ["fwd", "kvx", "gre", "geneve", "vxlan"];

/** The control, on every kind of tunnel: the guests' MTU is what the tunnel carries. */
export const overlayHealthy: Fault = {
  id: "overlay-healthy",
  kind: "healthy",
  topology: "overlay",
  about: "Nothing is wrong.",
  story: "Somebody believes that large packets between two guests are lost.",
  groundTruth: { causes: [] },
  parameters: { carrier: "fwd", keyed: false },
  variants: {
    "gre-keyed": { keyed: true },
    vxlan: { carrier: "kvx" },
    "userspace-gre": { carrier: "gre" },
    "userspace-gre-keyed": { carrier: "gre", keyed: true },
    "userspace-geneve": { carrier: "geneve" },
    "userspace-vxlan": { carrier: "vxlan" },
  },
  inject: (lab, parameters) => oversize(lab, tunnelOf(parameters), 0),
  heal: restoreOverlay,
  check,
};

const tunnelOf = (parameters: Parameters): Tunnel => {
  const carrier = CARRIERS.find((each) => each === textOf(parameters, "carrier"));
  if (carrier === undefined) throw new TypeError(`carrier must be one of ${CARRIERS.join(", ")}`);
  return { carrier, keyed: parameters["keyed"] === true, df: "unset" };
};

const QUIET = [
  "IpFragFails",
  "IpFragCreates",
  "Ip6FragFails",
  "Ip6FragCreates",
  "IpReasmReqds",
  "IpReasmFails",
  "eth1.tx_dropped",
  "eth1.rx_dropped",
  "tx_too_big",
  "tooLong",
  "vxlanDropped",
  "IpInUnknownProtos",
];

/** Full packets pass in both directions and nothing is broken up or refused. */
export async function check(lab: Lab): Promise<SelfCheck> {
  const [vma1, vma2] = [hostOf(lab, "vma1"), hostOf(lab, "vma2")];
  const mtu = Number(await vma1.must(["cat", `/sys/class/net/${vma1.dataInterface}/mtu`]));
  const [there, back] = await Promise.all([
    dfSweep({ from: vma1, to: vma2.dataAddress, sizes: [100, mtu, mtu + 1] }),
    dfSweep({ from: vma2, to: vma1.dataAddress, sizes: [mtu] }),
  ]);
  const window = await observeGuests(lab);
  const moved = ["cmp1", "cmp2"].flatMap((node) => QUIET.map((name) => `${node}.${name}`)).filter((name) => (window.change[name] ?? 0) > 0);
  const fits = there.get(mtu) === "passed" && back.get(mtu) === "passed" && there.get(mtu + 1) === "refused";
  return {
    symptom: !fits || !stuckOnly(window, { up: false, down: false }),
    mechanism: moved.length > 0,
    saw: `${describeSweep(there)}; ${describeRates(window)}; counters that moved: ${moved.join(", ") || "none"}`,
  };
}
