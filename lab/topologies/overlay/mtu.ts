import { readFile } from "node:fs/promises";
import { DHCP, GUEST_INTERFACE, GUESTS, guestOf, NETWORK_A, ROUTER } from "./names.ts";
import type { At } from "./tunnel.ts";

/** Where dnsmasq has its files on the network node, as Neutron's agent lays them out. */
export const DHCP_FOLDER = `/var/lib/neutron/dhcp/${NETWORK_A.uuid}`;

/**
 * Network A's MTU as it was planned: what the router's and the DHCP server's ports have, and what guests are told (option 26). All guests
 * of the network renew. `guests` are told otherwise, by name. Between them and the tunnels every link has 1500.
 */
export const planMtu = async (at: At, mtu: number, guests: Readonly<Record<string, number>> = {}): Promise<void> => {
  await at("net1").must(["sh", "-euc", serve(mtu, guests)]);
  await Promise.all(GUESTS.filter(({ network }) => network === "A").map(({ name }) => renew(at, name)));
};

/** Asks the DHCP server anew and configures what it says: address, MTU, default route. */
export const renew = async (at: At, guest: string): Promise<void> => {
  const client = await readFile(new URL("../../programs/dhcp-client.py", import.meta.url), "utf8");
  await at(guest).must(["/usr/bin/python3", "-", GUEST_INTERFACE], { input: client });
};

/** Network B has no DHCP server: its guests are configured by hand. */
export const configureByHand = async (at: At, mtu: number): Promise<void> => {
  const configure = ({ name, address }: { readonly name: string; readonly address: string }) =>
    at(name).must(["sh", "-euc", `ip link set dev ${GUEST_INTERFACE} mtu ${mtu} up\nip addr replace ${address}/24 dev ${GUEST_INTERFACE}`]);
  await Promise.all(GUESTS.filter(({ network }) => network === "B").map(configure));
};

/** dnsmasq is started anew rather than told to reload: a reload with tagged options has been seen to end it. */
const serve = (mtu: number, guests: Readonly<Record<string, number>>): string => {
  const known = GUESTS.filter(({ network }) => network === "A");
  const host = ({ name, mac, address, port }: (typeof known)[number]) =>
    `${mac},${name in guests ? `set:port-${port},` : ""}host-${address.replaceAll(".", "-")},${address}`;
  const option = ([name, own]: readonly [string, number]) => `tag:port-${guestOf(name).port},option:mtu,${own}`;
  const options = [`option:router,${ROUTER.address}`, ...Object.entries(guests).map(option), `option:mtu,${mtu}`];
  return `
mkdir -p ${DHCP_FOLDER}
printf '%s\\n' ${known.map((guest) => `'${host(guest)}'`).join(" ")} > ${DHCP_FOLDER}/host
printf '%s\\n' ${options.map((each) => `'${each}'`).join(" ")} > ${DHCP_FOLDER}/opts
ip netns exec ${ROUTER.namespace} ip link set dev ${ROUTER.inside} mtu ${mtu}
ip netns exec ${DHCP.namespace} ip link set dev ${DHCP.inside} mtu ${mtu}
if [ -e ${DHCP_FOLDER}/pid ]; then
  kill -9 $(cat ${DHCP_FOLDER}/pid) 2>/dev/null || :
  rm -f ${DHCP_FOLDER}/pid
fi
ip netns exec ${DHCP.namespace} dnsmasq --conf-file=/dev/null --no-hosts --no-resolv --port=0 --bind-interfaces --interface=${DHCP.inside} \\
  --no-ping --user=root --pid-file=${DHCP_FOLDER}/pid --dhcp-hostsfile=${DHCP_FOLDER}/host --dhcp-optsfile=${DHCP_FOLDER}/opts \\
  --dhcp-leasefile=${DHCP_FOLDER}/leases --dhcp-authoritative --dhcp-range=set:subnet,${NETWORK_A.prefix}.0,static,255.255.255.0,86400s \\
  --log-facility=/var/log/neutron-dnsmasq.log </dev/null >/dev/null 2>&1
`;
};
