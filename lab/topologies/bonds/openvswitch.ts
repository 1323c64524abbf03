import { DAEMONS } from "../open-vswitch-daemons.ts";

export const BRIDGE = "br-bond";
export const BOND = "bond0";

/** What turns the ports of an end into a bond: `mode` and `lacp` in Open vSwitch's own words. */
export const bondOf = (legs: readonly string[], { mode = "balance-tcp", lacp = "active", rate = "fast" } = {}): string =>
  `add-bond ${BRIDGE} ${BOND} ${legs.join(" ")} bond_mode=${mode} lacp=${lacp} other_config:lacp-time=${rate}`;

/** The same cables as two ports, each with LACP for itself: two groups of one switch, or two switches where `systems` differ. */
export const apart = (legs: readonly string[], systems: readonly string[]): string =>
  legs
    .map((leg, index) => {
      const system = systems[index] === undefined ? "" : ` other_config:lacp-system-id=${systems[index]}`;
      return `add-port ${BRIDGE} ${leg} -- set port ${leg} lacp=active other_config:lacp-time=fast${system}`;
    })
    .join(" -- ");

/** Takes away whatever the cables are plugged into and plugs them in as said, in one transaction. */
export const plugged = (legs: readonly string[], as: string): string =>
  `ovs-vsctl ${[BOND, ...legs].map((port) => `--if-exists del-port ${BRIDGE} ${port}`).join(" -- ")} -- ${as}`;

/** A switch that nothing was learnt by: all it does is speak LACP and forward. Its address is the bridge's. */
export const startBond = (
  bond: string,
  address: string,
): string => `${DAEMONS}ovs-vsctl -- add-br ${BRIDGE} -- set bridge ${BRIDGE} datapath_type=netdev fail_mode=standalone -- ${bond}
ip addr add ${address} dev ${BRIDGE}
ip link set dev ${BRIDGE} up
`;
