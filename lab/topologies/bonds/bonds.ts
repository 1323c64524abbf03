import { layBridges, layCables, type Site } from "../../hosts/site.ts";
import type { Ask, HostSpec, Topology } from "../../hosts/topology.ts";
import { bondOf, BRIDGE, startBond } from "./openvswitch.ts";

const host = (name: string, about: string, octet: number): HostSpec => ({
  name,
  about,
  octet,
  dataAddress: `192.0.2.${octet}`,
  dataInterface: BRIDGE,
});

const H1 = host("h1", "has a bond of two legs", 11);
const H2 = host("h2", "the other end of both legs: what a switch would be", 12);

export const LEGS = ["eth1", "eth2"] as const;

/** The bond of one of the two hosts, watched for as long as it takes to hear a slow partner once. */
export const bondAsk = (name: string): Ask => ({
  runbook: "bond-or-lacp-churn",
  roles: { host: [name] },
  inputs: { seconds: "35" },
});

/**
 * Two hosts with two cables between them, h1's eth1 to h2's eth1 and eth2 to eth2. On both, an Open vSwitch in userspace has them as the bond
 * `bond0` of the bridge `br-bond`, which has the address 192.0.2.11 or .12; the two bonds speak LACP, fast. Nothing of it needs a module of the kernel.
 */
export const BONDS: Topology = {
  name: "bonds",
  about: "Two hosts with a bond of two cables between them: Open vSwitch on both ends, with LACP.",
  hosts: [H1, H2],
  places: [],
  tools: {
    "ovs-vswitchd": "openvswitch-switch",
    "ovsdb-server": "openvswitch-switch",
    "ovs-vsctl": "openvswitch-switch",
    python3: "python3",
  },
  asks: [bondAsk("h1"), { runbook: "first-look", roles: { suspect: ["h1", "h2"] }, inputs: { seconds: "5" } }],
  build: async (site: Site) => {
    await layBridges(site, "switch", []);
    await layCables(
      site,
      LEGS.map((dev) => [
        { on: "h1", dev },
        { on: "h2", dev },
      ]),
    );
    await Promise.all(
      [H1, H2].map(({ name, dataAddress }) => site.at(name).must(["sh", "-euc", startBond(bondOf(LEGS), `${dataAddress}/24`)])),
    );
  },
};
