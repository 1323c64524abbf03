import type { Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { describeRouters, inRouterWindow, SILENCE_LIMIT } from "../../measure/router-window.ts";
import { switchPort } from "../../topologies/flat.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";

const TABLE = "bridge loss";

/** In bursts: the backup takes over when four in a row are missing. At random: hardly one arrives. */
const LOSSES: Readonly<Record<string, string>> = { bursts: "numgen inc mod 10 < 7", random: "numgen random mod 1000 < 950" };

const portsOf = (parameters: Parameters): readonly string[] => {
  const to = textOf(parameters, "to");
  return (to === "both" ? ["lb1", "lb2"] : [to]).map(switchPort);
};

const flood = (lab: Lab, port: string, value: "on" | "off"): Promise<string> =>
  lab.switch.must(["bridge", "link", "set", "dev", port, "mcast_flood", value]);

/** Nothing of it can be seen on the hosts but that what left one of them did not come to the other. */
export const advertsLost: Fault = {
  id: "adverts-lost",
  kind: "fault",
  topology: "balancers",
  about: "The switch between the balancers does not bring the master's adverts to the backup.",
  story: "Since the switch was replaced, both balancers answer for the virtual address. Everything else between them works.",
  groundTruth: { causes: [{ id: "advertsLostOnPath", object: "the switch's port to lb2" }] },
  parameters: { how: "flood", to: "lb2" },
  variants: { bursts: { how: "bursts" }, random: { how: "random" }, "both-ways": { to: "both" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    const loss = LOSSES[textOf(parameters, "how")];
    const ports = portsOf(parameters);
    if (loss === undefined) for (const port of ports) await flood(lab, port, "off");
    else await loadTable(lab.switch, lossOf(ports, loss));
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
    for (const router of ["lb1", "lb2"]) await flood(lab, switchPort(router), "on");
    await untilSettled(lab);
  },
  check: inRouterWindow((window) => {
    const dropped = window.ruleDropped["switch"] ?? 0;
    return {
      symptom: window.troubled,
      mechanism:
        window.silenceAtSender < SILENCE_LIMIT && window.sent > window.arrived && (dropped > 0 || window.portsWithoutFlood.length > 0),
      saw: `${describeRouters(window)}; the switch's rules dropped ${dropped}; its ports that flood no multicast: ${window.portsWithoutFlood.join(", ") || "none"}`,
    };
  }),
};

const lossOf = (ports: readonly string[], loss: string): string => `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
${ports.map((port) => `    oifname "${port}" ip protocol 112 ${loss} counter drop`).join("\n")}
  }
}
`;
