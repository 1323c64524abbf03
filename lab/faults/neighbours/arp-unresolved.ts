import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { whoHas } from "../../measure/arp.ts";
import { neighbourState } from "../../measure/neighbours.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { textOf, type Fault, type GroundTruth, type Parameters, type SelfCheck } from "../fault.ts";

const IGNORE = "net/ipv4/conf/eth1/arp_ignore";
/** arp_ignore: answer for no address at all. */
const FOR_NONE = "8";

const TABLES = {
  request: { family: "arp", hook: "input", match: "arp operation request" },
  reply: { family: "arp", hook: "input", match: "arp operation reply" },
  both: { family: "bridge", hook: "forward", match: "ether type arp" },
} as const;
type Eaten = keyof typeof TABLES;

/** Requests on beta, answers on alpha, or both on the switch; or a setting of beta's instead of a rule. */
export const arpUnresolved: Fault = {
  id: "arp-unresolved",
  kind: "fault",
  topology: "pair",
  about: "ARP does not get through, so alpha never learns beta's Ethernet address.",
  story: "After both hosts were rebooted for updates, alpha does not reach beta at all. The link is up, addresses and routes are right.",
  groundTruth: truth,
  parameters: { where: "beta", eaten: "request", byRule: true },
  variants: {
    setting: { byRule: false },
    answer: { where: "alpha", eaten: "reply" },
    switch: { where: "switch", eaten: "both" },
  },
  inject: async (lab, parameters) => {
    const place = placeOf(lab, textOf(parameters, "where"));
    if (parameters["byRule"] === true) await loadTable(place, rules(eatenBy(parameters)));
    else await setOwn(place, IGNORE, FOR_NONE);
    await forget(lab);
  },
  heal: async (lab, parameters) => {
    const place = placeOf(lab, textOf(parameters, "where"));
    if (parameters["byRule"] === true) await dropTable(place, tableOf(eatenBy(parameters)));
    else await putBackOwn(place, IGNORE);
    // What could not be resolved is not asked for again for a moment.
    await forget(lab);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const place = placeOf(lab, textOf(parameters, "where"));
  const before = await droppedByRules(place);
  const reached = await reach(alpha, beta.dataAddress);
  const state = await neighbourState(alpha, beta.dataAddress);
  const answers = await whoHas(alpha, beta.dataAddress);
  const eaten = (await droppedByRules(place)) - before;
  const ignore = Number(await beta.must(["cat", `/proc/sys/${IGNORE}`]));
  // whoHas listens before any filter of alpha's own.
  const silent = textOf(parameters, "where") === "alpha" || answers.length === 0;
  return {
    symptom: reached.answered === 0,
    mechanism: ["INCOMPLETE", "FAILED"].includes(state) && silent && (eaten > 0 || ignore === Number(FOR_NONE)),
    saw: `${describeReach(reached)}; beta is ${state} on alpha, ${answers.length} answer ARP; rules on ${place.name} ate ${eaten}; arp_ignore ${ignore}`,
  };
}

function truth(parameters: Parameters): GroundTruth {
  const where = textOf(parameters, "where");
  const table = `table ${tableOf(eatenBy(parameters))}`;
  const object = parameters["byRule"] === true ? table : "net.ipv4.conf.eth1.arp_ignore";
  if (where === "switch") return { causes: [{ id: "neighbourUnheard" }] };
  return { causes: [{ id: "neighbourUnresolved", host: where, object }] };
}

const forget = async (lab: Lab): Promise<void> => {
  await Promise.all(lab.hosts.map((host) => host.exec(["ip", "neigh", "flush", "dev", host.dataInterface])));
};

const eatenBy = (parameters: Parameters): Eaten => {
  const eaten = textOf(parameters, "eaten");
  return eaten === "request" || eaten === "reply" ? eaten : "both";
};

const tableOf = (eaten: Eaten): string => `${TABLES[eaten].family} guard`;

const rules = (eaten: Eaten): string => `table ${tableOf(eaten)} {
  chain ${TABLES[eaten].hook} {
    type filter hook ${TABLES[eaten].hook} priority 0; policy accept;
    ${TABLES[eaten].match} counter drop
  }
}
`;
