import { layBridges, layCables, type End, type Site } from "../../hosts/site.ts";
import type { Ask, HostSpec, Topology } from "../../hosts/topology.ts";
import * as at from "./addresses.ts";
import { BRIDGE_RULES, GATEWAY_RULES } from "./rules.ts";
import { PAGES_PORT, startPages } from "./pages.ts";

const host = (name: string, octet: number, rest: Pick<HostSpec, "about" | "dataAddress">): HostSpec => ({
  name,
  octet,
  dataInterface: name === "fw1" ? "br0" : "eth1",
  ...rest,
});

const HOSTS: readonly HostSpec[] = [
  host("client1", 11, { about: "a client, whose router is gw", dataAddress: at.CLIENT1 }),
  host("client2", 12, { about: "a client behind the bridging firewall fw1", dataAddress: at.CLIENT2 }),
  host("fw1", 13, { about: "a firewall that bridges: client2 is behind it", dataAddress: at.FIREWALL }),
  host("gw", 21, {
    about: "router with a stateful filter between clients and servers; translates what leaves by its uplink",
    dataAddress: at.GATEWAY_INSIDE,
  }),
  host("router2", 22, { about: "a second router between clients and dmz, without a filter", dataAddress: at.ROUTER2_INSIDE }),
  host("server1", 31, { about: "serves pages in the dmz", dataAddress: at.SERVER1 }),
  host("server2", 32, { about: "serves pages beyond gw's uplink; has a second leg in the dmz", dataAddress: at.SERVER2 }),
];

const CABLES: readonly (readonly [End, End])[] = [
  [
    { on: "client1", dev: "eth1", address: `${at.CLIENT1}/24` },
    { on: "switch", dev: "sw-client1", bridge: "inside" },
  ],
  [
    { on: "client2", dev: "eth1", address: `${at.CLIENT2}/24` },
    { on: "switch", dev: "sw-client2", bridge: "behind" },
  ],
  [
    { on: "fw1", dev: "eth1", bridge: "br0" },
    { on: "switch", dev: "sw-fw1-behind", bridge: "behind" },
  ],
  [
    { on: "fw1", dev: "eth2", bridge: "br0" },
    { on: "switch", dev: "sw-fw1", bridge: "inside" },
  ],
  [
    { on: "gw", dev: at.TO_INSIDE, address: `${at.GATEWAY_INSIDE}/24` },
    { on: "switch", dev: "sw-gw", bridge: "inside" },
  ],
  [
    { on: "router2", dev: "eth1", address: `${at.ROUTER2_INSIDE}/24` },
    { on: "switch", dev: "sw-router2", bridge: "inside" },
  ],
  [
    { on: "gw", dev: at.TO_DMZ, address: `${at.GATEWAY_DMZ}/26` },
    { on: "wire", dev: "wire-gw", bridge: "cable" },
  ],
  [
    { on: "wire", dev: "wire-dmz", bridge: "cable" },
    { on: "switch", dev: "sw-gw-dmz", bridge: "dmz" },
  ],
  [
    { on: "router2", dev: "eth2", address: `${at.ROUTER2_DMZ}/26` },
    { on: "switch", dev: "sw-router2-dmz", bridge: "dmz" },
  ],
  [
    { on: "server1", dev: "eth1", address: `${at.SERVER1}/26` },
    { on: "switch", dev: "sw-server1", bridge: "dmz" },
  ],
  [
    { on: "server2", dev: "eth2", address: `${at.SERVER2_DMZ}/26` },
    { on: "switch", dev: "sw-server2", bridge: "dmz" },
  ],
  [
    { on: "gw", dev: at.TO_UPLINK, address: `${at.GATEWAY_UPLINK}/26` },
    { on: "transit", dev: "uplink", address: `${at.TRANSIT_UPLINK}/26` },
  ],
  [
    { on: "transit", dev: "far", address: `${at.TRANSIT_FAR}/25` },
    { on: "server2", dev: "eth1", address: `${at.SERVER2}/25` },
  ],
];

const ROUTES: Readonly<Record<string, string>> = {
  client1: `default via ${at.GATEWAY_INSIDE}`,
  client2: `default via ${at.GATEWAY_INSIDE}`,
  gw: `${at.FAR} via ${at.TRANSIT_UPLINK}`,
  server1: `${at.INSIDE} via ${at.GATEWAY_DMZ}`,
  server2: `default via ${at.TRANSIT_FAR}`,
  transit: `${at.INSIDE} via ${at.GATEWAY_UPLINK}`,
};

/** A page so short that its FIN comes alone; two seconds are long for it. A fault that needs more to show says what. */
export const hangingResponse = (client: "client1" | "client2" = "client1", inputs: Ask["inputs"] = {}): Ask => ({
  runbook: "response-hangs-until-timeout",
  roles: {
    client: [client],
    gateway: client === "client2" ? ["fw1", "gw"] : ["gw"],
    server: [inputs["target"] === at.SERVER2 ? "server2" : "server1"],
  },
  inputs: { target: at.SERVER1, port: String(PAGES_PORT), path: "/600", patience: "2", ...inputs },
});

export const smallLoss = (server: string, target: string): Ask => ({
  runbook: "small-packet-loss",
  roles: { sender: ["client1"], receiver: [server], gateway: ["gw"] },
  inputs: { target },
});

/** From client1 through gw; a bystander where a route may lead to it by mistake. */
export const newConnections = (server: string, target: string, bystanders: readonly string[] = []): Ask => ({
  runbook: "new-connections-time-out",
  roles: { client: ["client1"], server: [server], gateway: ["gw"], ...(bystanders.length > 0 ? { bystander: bystanders } : {}) },
  inputs: { target, port: String(PAGES_PORT), source: at.CLIENT1 },
});

export const GATEWAY: Topology = {
  name: "gateway",
  about: "Clients, servers, and between them a router that filters by state and translates, with a second way around it.",
  hosts: HOSTS,
  places: ["wire", "transit"],
  tools: { ethtool: "ethtool", ss: "iproute2", python3: "python3" },
  asks: [
    smallLoss("server1", at.SERVER1),
    newConnections("server1", at.SERVER1),
    hangingResponse(),
    {
      runbook: "large-packets-vanish",
      roles: { sender: ["client1"], receiver: ["server2"], gateway: ["gw"] },
      // Clients are translated on their way to it.
      inputs: { target: at.SERVER2, source: at.GATEWAY_UPLINK },
    },
    {
      runbook: "first-look",
      roles: { suspect: ["client1", "gw", "server1"] },
      inputs: { target: at.SERVER1, port: String(PAGES_PORT), seconds: "5" },
    },
  ],
  build: async (site: Site) => {
    await layBridges(site, "switch", ["inside", "behind", "dmz"]);
    await Promise.all([layBridges(site, "wire", ["cable"]), layBridges(site, "fw1", ["br0"])]);
    await layCables(site, CABLES);
    await site.at("fw1").must(["ip", "addr", "add", `${at.FIREWALL}/24`, "dev", "br0"]);
    await Promise.all([...HOSTS.map(({ name }) => name), "transit"].map((name) => plainRouting(site, name)));
    await Promise.all(Object.entries(ROUTES).map(([name, route]) => site.at(name).must(["ip", "route", "add", ...route.split(" ")])));
    await Promise.all([wholeFrames(site, "switch"), wholeFrames(site, "wire")]);
    await site.at("fw1").must(["sh", "-c", "echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables"]);
    await site.at("gw").must(["nft", "-f", "-"], { input: GATEWAY_RULES });
    await site.at("fw1").must(["nft", "-f", "-"], { input: BRIDGE_RULES });
    await Promise.all(["server1", "server2"].map((name) => startPages(site.at(name))));
  },
};

/** Routers forward; nobody filters by the way back, whatever this machine's own defaults are. */
const plainRouting = async (site: Site, name: string): Promise<void> => {
  const script = "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done";
  const forward = ["gw", "router2", "transit"].includes(name) ? "; echo 1 > /proc/sys/net/ipv4/ip_forward" : "";
  await site.at(name).must(["sh", "-c", `${script}${forward}`]);
};

/** Between machines go frames no larger than the MTU, with checksums in them; without this, hosts would see what the sender's kernel handed over. */
const wholeFrames = async (site: Site, name: string): Promise<void> => {
  await site.at(name).must(["sh", "-c", 'for d in /sys/class/net/*-*; do ethtool -K "${d##*/}" tx off; done']);
};
