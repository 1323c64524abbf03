import { hostOf, type Lab } from "../../hosts/lab.ts";
import { rightMtu, type Carrier, type Tunnel } from "../../topologies/overlay/tunnel.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { overheadForgotten, oversize, restoreOverlay } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly } from "./window.ts";

/** Open vSwitch's own tunnels never fragment, whatever their Don't Fragment says; a frame that the card's driver refuses is gone. */
export const userspaceOverhead: Fault = {
  id: "userspace-overhead",
  kind: "fault",
  topology: "overlay",
  about: "The guests' MTU is too large for the tunnels of a userspace datapath, which drops what does not fit and counts it nowhere.",
  story: "Since the nodes run the userspace datapath, copies between guests hang. Ping works, and no counter on any node moves.",
  groundTruth: (parameters) => ({ causes: [overheadForgotten(rightMtu(tunnelOf(parameters)) + numberOf(parameters, "excess"))] }),
  parameters: { carrier: "gre", keyed: false, excess: 14 },
  variants: { keyed: { keyed: true }, geneve: { carrier: "geneve" }, vxlan: { carrier: "vxlan", excess: 50 } },
  inject: (lab, parameters) => oversize(lab, tunnelOf(parameters), numberOf(parameters, "excess")),
  heal: restoreOverlay,
  check,
};

const tunnelOf = (parameters: Parameters): Tunnel => {
  const name = textOf(parameters, "carrier");
  const carrier: Carrier = name === "geneve" || name === "vxlan" ? name : "gre";
  return { carrier, keyed: parameters["keyed"] === true };
};

async function check(lab: Lab): Promise<SelfCheck> {
  const nodes = [hostOf(lab, "cmp1"), hostOf(lab, "cmp2")];
  const limit = (how: "disable" | "enable") =>
    Promise.all(nodes.map((node) => node.must(["ovs-appctl", `vlog/${how}-rate-limit`, "netdev_linux"])));
  // After 20 lines the switch logs five a minute; the next round would find none.
  await limit("disable");
  const window = await observeGuests(lab).finally(() => limit("enable"));
  const of = (name: string) => window.change[name] ?? 0;
  const logged = nodes.map(({ name }) => of(`${name}.tooLong`));
  const counted = nodes.flatMap(({ name }) =>
    ["IpFragFails", "IpFragCreates", "IpOutDiscards", "eth1.tx_dropped", "eth1.tx_errors"].map((counter) => of(`${name}.${counter}`)),
  );
  const moved = counted.reduce((sum, count) => sum + count, 0);
  return {
    symptom: stuckOnly(window, { up: true, down: true }),
    mechanism: logged.every((lines) => lines > 0) && moved === 0,
    saw: `${describeRates(window)}; "Message too long" in the switches' logs cmp1 +${logged[0]}, cmp2 +${logged[1]}; FragFails, FragCreates, OutDiscards, tx dropped and tx errors together +${moved}`,
  };
}
