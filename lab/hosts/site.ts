import type { Namespace } from "./namespace.ts";
import { must } from "./run.ts";

/** What a topology is built on: every namespace of a lab that is going up. */
export interface Site {
  readonly directory: string;
  /** @throws Error when there is no such host or place. */
  at(name: string): Namespace;
}

/** One end of a cable. */
export interface End {
  readonly on: string;
  readonly dev: string;
  /** With its prefix length. */
  readonly address?: string;
  /** A bridge of the same namespace, which must be there already. */
  readonly bridge?: string;
  readonly mtu?: number;
  /** Ethernet address; random when absent. */
  readonly mac?: string;
}

/** Lays veth cables and brings both ends up. Names of both ends are free: they are made where they belong. */
export const layCables = async (site: Site, cables: readonly (readonly [End, End])[]): Promise<void> => {
  const links = cables.map(([one, other]) => {
    const mtu = (end: End) => (end.mtu === undefined ? "" : ` mtu ${end.mtu}`);
    const mac = (end: End) => (end.mac === undefined ? "" : ` address ${end.mac}`);
    const [here, there] = [site.at(one.on).pid, site.at(other.on).pid];
    return `link add ${one.dev} netns ${here}${mac(one)}${mtu(one)} type veth peer name ${other.dev} netns ${there}${mac(other)}${mtu(other)}`;
  });
  await must(["ip", "-batch", "-"], { input: lines(links) });
  const ends = Map.groupBy(cables.flat(), (end) => end.on);
  await Promise.all([...ends].map(([name, own]) => site.at(name).must(["ip", "-batch", "-"], { input: lines(own.flatMap(raised)) })));
};

export const layBridges = async (site: Site, on: string, bridges: readonly string[]): Promise<void> => {
  const batch = bridges.flatMap((name) => [`link add ${name} type bridge mcast_snooping 0`, `link set dev ${name} up`]);
  await site.at(on).must(["ip", "-batch", "-"], { input: lines(batch) });
  // A bridge hands its frames to iptables by default; on a switch that would add rules and tracking nobody asked for.
  await site.at(on).must(["sh", "-c", "for f in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e $f ] || echo 0 > $f; done"]);
};

const raised = ({ dev, address, bridge }: End): readonly string[] => [
  ...(address === undefined ? [] : [`addr add ${address} dev ${dev}`]),
  ...(bridge === undefined ? [] : [`link set dev ${dev} master ${bridge}`]),
  `link set dev ${dev} up`,
];

const lines = (commands: readonly string[]): string => `${commands.join("\n")}\n`;
