import { layBridges, layCables, type End, type Site } from "../../hosts/site.ts";
import type { HostSpec, Topology } from "../../hosts/topology.ts";
import { DATA_INTERFACE, switchPort } from "../flat.ts";
import { VIRTUAL_ADDRESS } from "./configuration.ts";
import { startRouter, startWeb, untilAddressIsOn } from "./services.ts";
import { layLogVolume } from "./volume.ts";

export const BRIDGE = "data";

const host = (name: string, about: string, octet: number): HostSpec => ({
  name,
  about,
  octet,
  dataAddress: `192.0.2.${octet}`,
  dataInterface: DATA_INTERFACE,
});

const LB1 = host("lb1", `load balancer, usually the master that has ${VIRTUAL_ADDRESS}`, 11);
const LB2 = host("lb2", "load balancer, its backup", 12);
const CLIENT = host("client", `talks to ${VIRTUAL_ADDRESS}`, 21);
const WEB1 = host("web1", "a server behind the balancers", 31);
const WEB2 = host("web2", "another server behind them", 32);
const HOSTS = [CLIENT, LB1, LB2, WEB1, WEB2];

export const BALANCERS: Topology = {
  name: "balancers",
  about: "A pair of load balancers that share a virtual address by VRRP, their client, and two servers behind them.",
  hosts: HOSTS,
  places: [],
  tools: {
    keepalived: "keepalived",
    tcpdump: "tcpdump",
    losetup: "mount",
    fsfreeze: "util-linux",
    "mkfs.ext4": "e2fsprogs",
    python3: "python3",
  },
  asks: [
    { runbook: "small-packet-loss", anyFault: true, roles: { sender: ["client"], receiver: ["lb1"] }, inputs: { target: LB1.dataAddress } },
    { runbook: "first-look", roles: { suspect: ["lb1", "lb2"] }, inputs: { seconds: "10" } },
    { runbook: "virtual-ip-flaps", roles: { master: ["lb1"], backup: ["lb2"] }, inputs: { address: VIRTUAL_ADDRESS } },
  ],
  build: async (site: Site) => {
    await layBridges(site, "switch", [BRIDGE]);
    const cable = ({ name, dataInterface, dataAddress }: HostSpec): readonly [End, End] => [
      { on: name, dev: dataInterface, address: `${dataAddress}/24` },
      { on: "switch", dev: switchPort(name), bridge: BRIDGE },
    ];
    await layCables(site, HOSTS.map(cable));
    const servers = [WEB1.dataAddress, WEB2.dataAddress];
    const router = async (name: "lb1" | "lb2") => {
      await layLogVolume(site.at(name), site.directory);
      await Promise.all([startRouter(site.at(name), name), startWeb(site.at(name), servers)]);
    };
    await Promise.all([router("lb1"), router("lb2"), startWeb(site.at("web1")), startWeb(site.at("web2"))]);
    await untilAddressIsOn(site.at("lb1"));
  },
};
