import { hostOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { waitUntil } from "../../means/wait.ts";
import { lacpOf } from "../../measure/lacp.ts";
import { LEGS } from "../../topologies/bonds/bonds.ts";
import { bondOf, plugged } from "../../topologies/bonds/openvswitch.ts";

/** The leg that something is wrong with, where it is one. */
export const LEG = "eth2";
const TABLE = "netdev slow_protocols";

/** Drops LACPDUs where they pass the kernel on a leg. What leaves is dropped before any capture sees it; what comes in, after Open vSwitch has its copy. */
export const dropLacpdus = (lab: Lab, host: string, hook: "ingress" | "egress"): Promise<string> =>
  loadTable(
    hostOf(lab, host),
    `table ${TABLE} {
  chain ${hook === "ingress" ? "arriving" : "leaving"} {
    type filter hook ${hook} device "${LEG}" priority filter; policy accept;
    ether type 0x8809 counter drop
  }
}
`,
  );

/** How many the rule has dropped; 0 where it is not. */
export const droppedLacpdus = async (lab: Lab, host: string): Promise<number> => {
  const { stdout } = await hostOf(lab, host).exec(["nft", "list", "table", ...TABLE.split(" ")]);
  return Number(/counter packets (\d+)/.exec(stdout)?.[1] ?? 0);
};

export const plug = (lab: Lab, host: string, as: string): Promise<string> => hostOf(lab, host).must(["sh", "-euc", plugged(LEGS, as)]);

const isInOrder = async (lab: Lab): Promise<boolean> => {
  const looks = await Promise.all(lab.hosts.map(lacpOf));
  return looks.every(
    ({ ports, out, mode }) =>
      mode === "balance-tcp" &&
      out.length === 0 &&
      LEGS.every((leg) => ports[leg]?.status === "current" && ports[leg].attached && ports[leg].partnerState.includes("distributing")),
  );
};

/** As after `up`, whatever was changed; repeatable. Waits until both ends have agreed on both legs. */
export const restoreBonds = async (lab: Lab): Promise<void> => {
  for (const { name } of lab.hosts) await dropTable(hostOf(lab, name), TABLE);
  for (const host of lab.hosts) await host.must(["sh", "-euc", LEGS.map((leg) => `ip link set dev ${leg} up`).join("\n")]);
  if (!(await isInOrder(lab).catch(() => false))) for (const { name } of lab.hosts) await plug(lab, name, bondOf(LEGS));
  await untilInOrder(lab);
};

/** A port that has heard nobody says something every 30 s only: so long may it take. */
export const untilInOrder = (lab: Lab): Promise<void> => waitUntil("both legs are in order on both ends", () => isInOrder(lab), 45_000);

/** A fast partner that falls silent is given up after 6 s: 3 s until what it said expires, and 3 more. */
export const untilOut = (lab: Lab, host = "h1"): Promise<void> =>
  waitUntil("a leg is out", async () => (await lacpOf(hostOf(lab, host))).out.length > 0, 20_000);
