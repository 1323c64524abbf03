import { hostOf, placeOf, type Lab } from "../hosts/lab.ts";
import { SERVER2, TO_UPLINK } from "../topologies/gateway/addresses.ts";

/** A hop beyond the gateway, in mid-path: were server2's own interface the smaller one, TCP would take it into account from the start. */
export const makePathSmaller = async (lab: Lab, mtu: number): Promise<void> => {
  await placeOf(lab, "transit").must(["ip", "route", "replace", SERVER2, "dev", "far", "mtu", "lock", String(mtu)]);
};

/** The link between the gateway and the router that it is connected to, as with PPPoE: both ends know. */
export const makeUplinkSmaller = (lab: Lab, mtu: number): Promise<void> => setUplink(lab, mtu);

export const restorePath = async (lab: Lab): Promise<void> => {
  await placeOf(lab, "transit").exec(["ip", "route", "del", SERVER2, "dev", "far"]);
  await setUplink(lab, 1_500);
  await forgetPaths(lab);
};

/** Senders remember for minutes what they learnt of a path, and what TCP found out about it. */
export const forgetPaths = async (lab: Lab): Promise<void> => {
  const learners = ["client1", "client2", "server1", "server2", "gw"].map((name) => hostOf(lab, name));
  await Promise.all(learners.map((host) => host.must(["sh", "-c", "ip route flush cache; ip tcp_metrics flush"])));
};

const setUplink = async (lab: Lab, mtu: number): Promise<void> => {
  await hostOf(lab, "gw").must(["ip", "link", "set", "dev", TO_UPLINK, "mtu", String(mtu)]);
  await placeOf(lab, "transit").must(["ip", "link", "set", "dev", "uplink", "mtu", String(mtu)]);
};
