import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseSnapshot } from "./parse.ts";
import { SNAPSHOT_SCRIPT } from "./script.ts";

const value = { value: state("What it is set to.") } as const;

/**
 * How a host is set up, as far as it matters to packets: what differs from a healthy host, or from this host some time ago.
 *
 * Shape:
 *     == host
 *     Linux 6.1.0-18-amd64 x86_64
 *     0123456789abcdef0123456789abcdef
 *     9c1b6c5e-8d0c-4a54-9d3a-4f7f5f1f7a11
 *     BOOT_IMAGE=/vmlinuz-6.1.0-18-amd64 root=/dev/sda1 ro quiet
 *     == packages
 *     1183746552 48211
 *     1204
 *     iproute2 6.1.0-3
 *     == modules
 *     nf_conntrack
 *     veth
 *     == settings
 *     core/netdev_max_backlog:1000
 *     ipv4/conf/all/rp_filter:0
 *     == devices
 *     @ eth0
 *     mtu: 1500
 *     driver: ixgbe
 *     firmware-version: 0x800004e0
 *     offloads
 *     Features for eth0:
 *     tx-checksumming: on
 *     rings
 *     Ring parameters for eth0:
 *     Pre-set maximums:
 *     RX:		4096
 *     Current hardware settings:
 *     RX:		512
 *     channels
 *     == queues
 *     qdisc fq_codel 0: dev eth0 root refcnt 2 limit 10240p
 *     == routes
 *     0:	from all lookup local
 *     default via 192.0.2.1 dev eth0 metric 100
 *     == rules
 *     2837465102 1204
 *     17
 *     == legacy
 *     none
 *     == openvswitch
 *     none
 *     == end
 * Fields: words and numbers of this moment; sums are cksum's checksum and length of a list without its counters. Tables: one row for each thing that
 *   can be set, with its value. Settings that the kernel draws or counts itself, and secret ones, are left out.
 *   Example: kernel = Linux 6.1.0-18-amd64 x86_64, packages = 1204, settings = 2, modules = 2, devices = 1, rules = 17, legacyRules = 0, switchVersion = none
 * Empty: "none" where there are no rules or no Open vSwitch. A host without settings does not exist: unparsable.
 * Fails: a section whose tool is missing or that this login may not read says so in a line with "!", and its fields are unknown; rules and Open vSwitch need
 *   root, so the second way, without sudo, does not know them. Without ethtool only sysfs is read. Beyond 48 interfaces and 400 routes nothing is read.
 *   Tables of nftables are asked for only where the kernel has them, and legacy ones only where there are some: nothing is loaded.
 * Source: https://docs.kernel.org/admin-guide/sysctl/net.html, ethtool(8), dpkg-query(1), rpm(8), nft(8), ovs-vsctl(8), machine-id(5)
 */
export const snapshot = {
  id: "snapshot",
  title: "how the host is set up",
  about: "Kernel, packages, modules, settings, interfaces with driver, offloads and rings, queues, routes, rules and virtual switch.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  // 0.5 s were measured on a host with 700 packages and 4 interfaces; each interface is four short calls of ethtool.
  costSeconds: 0.6,
  deadlineMs: 20_000,
  // 3 kB an interface, 90 bytes a setting, a rule set is only a sum.
  maxBytes: 1024 * 1024,
  fields: {
    kernel: state("Name, release and machine of the running kernel."),
    machineId: state("The installation's own number; the same after a reboot."),
    bootId: state("Changes with every boot."),
    cmdline: state("What the kernel was started with."),
    packagesSum: state("Checksum and length of the list of installed packages."),
    packages: gauge("packages", "Installed packages."),
    settings: gauge("settings", "Network settings that were read."),
    modules: gauge("modules", "Loaded kernel modules."),
    devices: gauge("interfaces", "Interfaces that were looked at."),
    queues: gauge("queues", "Queueing disciplines."),
    routes: gauge("routes", "Routes of the main table and routing rules."),
    rules: gauge("rules", "Lines within chains of nftables."),
    rulesSum: state("Checksum and length of nftables' rules, counters left out."),
    legacyRules: gauge("rules", "Rules of legacy iptables."),
    legacyRulesSum: state("Checksum and length of legacy iptables' rules, counters left out."),
    switchVersion: state('Version of Open vSwitch; "none" where it does not run.'),
    switchSum: state("Checksum and length of what ovs-vsctl show prints."),
    switchPorts: gauge("ports", "Ports of Open vSwitch."),
    switchConfig: state("Open vSwitch's own settings (other_config)."),
  },
  tables: { software: value, modules: value, settings: value, devices: value, queues: value, routes: value },
  ways: [
    { argv: ["sh", "-c", literally(SNAPSHOT_SCRIPT)], parse: parseSnapshot, privilege: "sudo" },
    { argv: ["sh", "-c", literally(SNAPSHOT_SCRIPT)], parse: parseSnapshot, privilege: "user" },
  ],
} as const satisfies Collector;
