import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { describeLacp, lacpOf, watchLacp } from "../../measure/lacp.ts";
import { LEGS } from "../../topologies/bonds/bonds.ts";
import { bondOf } from "../../topologies/bonds/openvswitch.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";
import { dropLacpdus, droppedLacpdus, LEG, plug, restoreBonds, untilInOrder, untilOut } from "./means.ts";

const carrier = async (read: (argv: readonly string[]) => Promise<string>): Promise<string> =>
  (await read(["cat", `/sys/class/net/${LEG}/carrier`])).trim();

export const bondLegDown: Fault = {
  id: "bond-leg-down",
  kind: "fault",
  topology: "bonds",
  about: "The far end of one leg is shut.",
  story: "Backups over the bond take twice as long as last week.",
  groundTruth: { causes: [{ id: "oneLegDown", host: "h1", object: LEG }] },
  parameters: {},
  inject: async (lab) => {
    await untilInOrder(lab);
    await hostOf(lab, "h2").must(["ip", "link", "set", "dev", LEG, "down"]);
    await untilOut(lab);
  },
  heal: restoreBonds,
  check: async (lab) => {
    const h1 = hostOf(lab, "h1");
    const [look, link] = [await lacpOf(h1), await carrier(h1.must)];
    return { symptom: look.out.includes(LEG), mechanism: link === "0", saw: `h1: ${describeLacp(look)}; carrier of ${LEG}: ${link}` };
  },
};

export const bondLegFlapping: Fault = {
  id: "bond-leg-flapping",
  kind: "fault",
  topology: "bonds",
  about: "The far end of one leg goes down for some seconds, again and again.",
  story: "Every now and then connections over the bond stand still for a moment.",
  groundTruth: { causes: [{ id: "legFlapping", host: "h1", object: LEG }] },
  parameters: { downSeconds: 2, upSeconds: 8 },
  limits: { downSeconds: [1, 20], upSeconds: [2, 60] },
  inject: async (lab, parameters) => {
    await untilInOrder(lab);
    const [down, up] = [numberOf(parameters, "downSeconds"), numberOf(parameters, "upSeconds")];
    const script = `while :; do ip link set dev ${LEG} down; sleep ${down}; ip link set dev ${LEG} up; sleep ${up}; done`;
    await startProcess(lab, { owner: bondLegFlapping.id, name: "flapping", on: hostOf(lab, "h2"), argv: ["sh", "-c", script] });
    await untilOut(lab);
  },
  heal: restoreBonds,
  check: async (lab, parameters) => {
    const seconds = numberOf(parameters, "downSeconds") + numberOf(parameters, "upSeconds") + 1;
    const { look, change } = await watchLacp(hostOf(lab, "h1"), seconds);
    const changes = change[LEG]?.carrierChanges ?? 0;
    return {
      symptom: changes > 0,
      mechanism: changes > 0,
      saw: `h1: ${describeLacp(look)}; link changes of ${LEG} in ${seconds} s: ${changes}`,
    };
  },
};

/** The control. A partner that asks for rare LACPDUs is in order, too. */
export const bondHealthy: Fault = {
  id: "bond-healthy",
  kind: "healthy",
  topology: "bonds",
  about: "Nothing is wrong.",
  story: "Somebody believes that a leg of the bond is not used.",
  groundTruth: { causes: [] },
  parameters: { rate: "fast" },
  variants: { "slow-partner": { rate: "slow" } },
  choices: { rate: ["fast", "slow"] },
  inject: async (lab, parameters) => {
    if (textOf(parameters, "rate") === "slow") await plug(lab, "h2", bondOf(LEGS, { rate: "slow" }));
    await untilInOrder(lab);
  },
  heal: restoreBonds,
  check: async (lab) => {
    const [here, there] = await Promise.all([watchLacp(hostOf(lab, "h1"), 5), lacpOf(hostOf(lab, "h2"))]);
    const changed = Object.values(here.change).some(({ carrierChanges }) => carrierChanges > 0);
    return {
      symptom: here.look.out.length + there.out.length > 0,
      mechanism: changed,
      saw: `h1: ${describeLacp(here.look)}; h2: ${describeLacp(there)}`,
    };
  },
};

/** Open vSwitch in userspace has its copy before the kernel's filter sees the frame: the rule counts, and nothing is missing. */
export const lacpFilterBehind: Fault = {
  id: "lacp-filter-behind",
  kind: "decoy",
  topology: "bonds",
  about: "A rule on h1 counts and drops LACPDUs that come in on a leg, behind the place where Open vSwitch takes its own.",
  story: "Somebody found a filter on h1 that drops LACPDUs by the hundred.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    await untilInOrder(lab);
    await dropLacpdus(lab, "h1", "ingress");
  },
  heal: restoreBonds,
  check: async (lab) => {
    const before = await droppedLacpdus(lab, "h1");
    const { look, change } = await watchLacp(hostOf(lab, "h1"), 5);
    const dropped = (await droppedLacpdus(lab, "h1")) - before;
    return {
      symptom: look.out.length > 0 || change[LEG]?.received === 0,
      mechanism: dropped > 0,
      saw: `h1: ${describeLacp(look)}; the rule dropped ${dropped}`,
    };
  },
};
