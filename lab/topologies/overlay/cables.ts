import { layBridges, layCables, type End, type Site } from "../../hosts/site.ts";
import { GUEST_INTERFACE, GUESTS, NODES, OUTSIDE, UNDERLAY, UNDERLAY_ADDRESS, UNDERLAY_INTERFACE, underlayPort } from "./names.ts";

const EXTERNAL = "external";
const LAN = "lan";

/** Everything that is a cable in a rack, and the taps that guests are plugged into. */
export const layOverlayCables = async (site: Site): Promise<void> => {
  await Promise.all([layBridges(site, UNDERLAY, [UNDERLAY]), layBridges(site, "switch", [EXTERNAL, LAN])]);
  const underlay = NODES.map((node): readonly [End, End] => [
    { on: node, dev: UNDERLAY_INTERFACE, address: `${UNDERLAY_ADDRESS[node]}/24` },
    { on: UNDERLAY, dev: underlayPort(node), bridge: UNDERLAY },
  ]);
  const guests = GUESTS.map((guest): readonly [End, End] => [
    { on: guest.name, dev: GUEST_INTERFACE, mac: guest.mac },
    { on: guest.node, dev: `tap${guest.port}` },
  ]);
  await layCables(site, [
    ...underlay,
    ...guests,
    [
      { on: "net1", dev: "eth2" },
      { on: "switch", dev: "ext-net1", bridge: EXTERNAL },
    ],
    [
      { on: "rtr1", dev: "wan0", address: `${OUTSIDE.router}/24` },
      { on: "switch", dev: "ext-rtr1", bridge: EXTERNAL },
    ],
    [
      { on: "rtr1", dev: "lan0", address: `${OUTSIDE.lan}/24` },
      { on: "switch", dev: "lan-rtr1", bridge: LAN },
    ],
    [
      { on: "srv1", dev: "eth1", address: `${OUTSIDE.server}/24` },
      { on: "switch", dev: "lan-srv1", bridge: LAN },
    ],
  ]);
};

/**
 * Open vSwitch without a kernel datapath reads and writes raw frames: one whose checksum is left to a card, or that is larger than a packet,
 * would stay so. Every end that it meets therefore works its offloads out itself.
 */
export const withoutOffloads = (...devices: readonly string[]): string =>
  devices.map((dev) => `ethtool -K ${dev} tx off sg off tso off gso off gro off`).join("\n");

/** Guests and the server send no more than the virtual switches can read in time: above some 300 Mbit/s their sockets overflow. */
export const shaped = (dev: string): string => `tc qdisc replace dev ${dev} root tbf rate 100mbit burst 32k limit 600k`;
