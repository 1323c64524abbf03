import type { Namespace } from "../hosts/namespace.ts";

/** Packets that the flows with this cookie have matched on one bridge of Open vSwitch; 0 when there are none. */
export const flowPackets = async (node: Namespace, bridge: string, cookie: string): Promise<number> => {
  const text = await node.must(["ovs-ofctl", "--names", "dump-flows", bridge, `cookie=${cookie}/-1`]);
  return [...text.matchAll(/n_packets=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
};
