import { hostOf } from "../../hosts/lab.ts";
import { toolRefuses } from "../../blinds/tools.ts";
import { waitUntil } from "../../means/wait.ts";
import { describeLacp, lacpOf, watchLacp } from "../../measure/lacp.ts";
import { bondAsk, LEGS } from "../../topologies/bonds/bonds.ts";
import { apart, bondOf } from "../../topologies/bonds/openvswitch.ts";
import { blinded } from "../blinded/blinded.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { dropLacpdus, droppedLacpdus, LEG, plug, restoreBonds, untilInOrder, untilOut } from "./means.ts";

/** Two PDUs of a fast partner pass in this time, and none of a silent one. */
const SECONDS = 4;

const isBoth = (parameters: Parameters): boolean => textOf(parameters, "legs") === "both";

export const bondPartnerSilent: Fault = {
  id: "bond-partner-silent",
  kind: "fault",
  topology: "bonds",
  about: "No LACPDU of h2 comes to h1: LACP is off there, or something there drops those of one cable.",
  story: "Since the ports of the other side were set up anew, the bond of h1 has not all of its bandwidth.",
  groundTruth: (parameters) => ({
    causes: [{ id: "partnerSilent", host: "h1", ...(isBoth(parameters) ? {} : { object: LEG }) }],
  }),
  parameters: { legs: "one" },
  variants: { both: { legs: "both" } },
  choices: { legs: ["one", "both"] },
  inject: async (lab, parameters) => {
    await untilInOrder(lab);
    await (isBoth(parameters) ? plug(lab, "h2", bondOf(LEGS, { lacp: "off", mode: "balance-slb" })) : dropLacpdus(lab, "h2", "egress"));
    await untilOut(lab);
  },
  heal: restoreBonds,
  check: async (lab, parameters) => {
    const { look, change } = await watchLacp(hostOf(lab, "h1"), SECONDS);
    const silent = LEGS.filter((leg) => change[leg]?.received === 0 && look.ports[leg]?.status === "defaulted");
    return {
      symptom: look.out.length > 0,
      mechanism: silent.join() === (isBoth(parameters) ? LEGS.join() : LEG),
      saw: `h1: ${describeLacp(look)}; silent: ${silent.join(", ") || "none"}`,
    };
  },
};

export const bondPartnerUnseen = blinded(bondPartnerSilent, {
  id: "bond-partner-unseen",
  about: "No LACPDU of h2 comes to h1 on one leg, and h1's Open vSwitch answers nobody who asks for its bonds.",
  blinds: { h1: [toolRefuses("ovs-appctl", 'ovs-appctl: cannot connect to "/run/openvswitch/ovs-vswitchd.ctl" (Permission denied)')] },
  notNameable:
    "That a leg is part of a bond only Open vSwitch says; a host that sends LACPDUs into a port which speaks no LACP may be meant so.",
});

/** What h1 says is lost before it leaves, so a capture there does not see it either; h2 says that it hears nobody. */
export const bondPartnerDeaf: Fault = {
  id: "bond-partner-deaf",
  kind: "fault",
  topology: "bonds",
  about: "LACPDUs of one end are lost on the way to the other, on one leg: the end that is asked sends them in vain.",
  story: "One leg of the bond is not used. The link is up on both ends, and nothing is in the logs.",
  groundTruth: (parameters) => ({ causes: [{ id: "partnerDeaf", host: textOf(parameters, "asked"), object: LEG }] }),
  parameters: { asked: "h1" },
  variants: { "lost-at-its-other-end": { asked: "h2" } },
  choices: { asked: ["h1", "h2"] },
  asks: ({ asked }) => [bondAsk(String(asked))],
  inject: async (lab, parameters) => {
    await untilInOrder(lab);
    await dropLacpdus(lab, textOf(parameters, "asked"), "egress");
    await untilOut(lab);
  },
  heal: restoreBonds,
  check: async (lab, parameters) => {
    const asked = textOf(parameters, "asked");
    const other = asked === "h1" ? "h2" : "h1";
    const [there, here, dropped] = await Promise.all([
      watchLacp(hostOf(lab, other), SECONDS),
      lacpOf(hostOf(lab, asked)),
      droppedLacpdus(lab, asked),
    ]);
    return {
      symptom: [here, there.look].some(({ out }) => out.includes(LEG)),
      mechanism: there.change[LEG]?.received === 0 && there.look.ports[LEG]?.status === "defaulted" && dropped > 0,
      saw: `${other}: ${describeLacp(there.look)}; dropped on ${asked}: ${dropped}`,
    };
  },
};

/** Two groups of one switch differ in the key, two switches in the system. */
const cabledApart = (what: Pick<Fault, "id" | "about" | "story" | "groundTruth">, systems: readonly string[]): Fault => ({
  ...what,
  kind: "fault",
  topology: "bonds",
  parameters: {},
  inject: async (lab) => {
    await untilInOrder(lab);
    await plug(lab, "h2", apart(LEGS, systems));
    await untilOut(lab);
  },
  heal: restoreBonds,
  check: async (lab) => {
    const look = await lacpOf(hostOf(lab, "h1"));
    const [one, other] = LEGS.map((leg) => look.ports[leg]);
    const sameSystem = one?.partner === other?.partner;
    return {
      symptom: look.out.length > 0,
      mechanism: systems.length > 0 ? !sameSystem : sameSystem && one?.partnerKey !== other?.partnerKey,
      saw: `h1: ${describeLacp(look)}`,
    };
  },
});

export const bondAggregatorSplit = cabledApart(
  {
    id: "bond-aggregator-split",
    about: "h2 has the two cables in two groups of their own, and not in one.",
    story: "The bond has half of its bandwidth since a new port was configured on the other side.",
    groundTruth: { causes: [{ id: "aggregatorSplit", host: "h1" }] },
  },
  [],
);

export const bondTwoPartners = cabledApart(
  {
    id: "bond-two-partners",
    about: "The cables of h1 end at two systems that do not act as one.",
    story: "After the cabling was made redundant the bond has half of its bandwidth.",
    groundTruth: { causes: [{ id: "partnerMismatch", host: "h1" }] },
  },
  ["0a:00:00:00:00:01", "0a:00:00:00:00:02"],
);

export const bondWithoutLacp: Fault = {
  id: "bond-without-lacp",
  kind: "fault",
  topology: "bonds",
  about: "h2 speaks LACP, and the bond of h1 does not: it sends on both legs, and h2 takes neither into its bond.",
  story: "h1 was set up anew from an older template. The switch shows both ports as suspended.",
  groundTruth: { causes: [{ id: "modeMismatch", host: "h1" }] },
  parameters: {},
  inject: async (lab) => {
    await untilInOrder(lab);
    await plug(lab, "h1", bondOf(LEGS, { lacp: "off", mode: "balance-slb" }));
    const given = async () => Object.values((await lacpOf(hostOf(lab, "h2"))).ports).every(({ status }) => status === "defaulted");
    await waitUntil("h2 has given both partners up", given, 20_000);
  },
  heal: restoreBonds,
  check: async (lab) => {
    const [here, there] = await Promise.all([lacpOf(hostOf(lab, "h1")), lacpOf(hostOf(lab, "h2"))]);
    return {
      symptom: there.out.length > 0,
      mechanism:
        here.mode === "balance-slb" &&
        Object.keys(here.ports).length === 0 &&
        LEGS.every((leg) => there.ports[leg]?.status === "defaulted"),
      saw: `h1: ${describeLacp(here)}; h2: ${describeLacp(there)}`,
    };
  },
};
