import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import type { Facts, Hypothesis, NamedCause } from "#machines/contract/index.ts";
import { fillHoles, type Known } from "#machines/explain/hole.ts";
import { fillAdvice } from "#machines/explain/steps.ts";
import { knownOf } from "#machines/journal/known.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { caseLog } from "../app/case-log.ts";

type Log = ReturnType<typeof caseLog>["events"];

const about = (table: string, args?: object): Hypothesis =>
  ({
    claim: "{object}",
    object: { test: "cards", table, by: "lroOn", say: "{key}" },
    ...(args === undefined ? {} : { intervention: { change: "sourceCheck", args } }),
  }) as unknown as Hypothesis;
const filled = (text: string, of: Hypothesis, known: Partial<Known>): string =>
  fillHoles(text, of, { host: "net-1", key: undefined, ...known });

describe("the name of what is guilty", () => {
  const LRO = "ethtool -K <interface> lro off";
  test("stands in the command where the row is an interface", () => {
    expect(filled(LRO, about("interfaces"), { key: "ens1f0" })).toBe("ethtool -K ens1f0 lro off");
    expect(filled("ip link set <leg> master <bond>", about("legs"), { key: "eth2 of bond0" })).toBe("ip link set eth2 master bond0");
    expect(filled(LRO, about("dropRules", { interface: { object: true } }), { key: "eth2" })).toBe("ethtool -K eth2 lro off");
    expect(filled(LRO, about("x", { interface: { object: "firstWord" } }), { key: "eth2 (strict)" })).toBe("ethtool -K eth2 lro off");
  });

  test.each([
    ["a (pid 1), (pid 31), TCP port 9000", "31"],
    ["a (pid 1), TCP port 9 (pid 31), TCP port 9000", "31"],
    ["a (pid 1), , pid 327", "327"],
    ["a, pid 1, pid 327", "327"],
    ["a (pid 1), TCP port 9", "1"],
  ])("the number of a process is the one that stands behind its name: %s", (key, pid) => {
    expect(filled("taskset -cp 3 <its pid>", about("processes"), { key })).toBe(`taskset -cp 3 ${pid}`);
  });

  test.each([
    ["a row of something else", about("cpus"), { key: "eth2" }],
    ["nothing was named", about("interfaces"), {}],
    ["more than a name", about("interfaces"), { key: "eth2 on port 3" }],
    ["what a shell would read", about("interfaces"), { key: "eth2;reboot" }],
    ["what an option would be", about("interfaces"), { key: "-s" }],
    ["a row in another namespace, or one of several", about("interfaces"), { key: "eth2", apart: true }],
  ])("stays a hole: %s", (_, of, known) => {
    expect(filled(LRO, of, known)).toBe(LRO);
  });
});

describe("an object in a command", () => {
  const advises = (now: string): Hypothesis =>
    ({ ...about("cards"), advice: { now, permanent: "", undo: "", risk: "none" } }) as Hypothesis;
  const said = (now: string, key?: string): string => fillAdvice(advises(now), { host: "net-1", key }).now;

  test("stands there as far as it is a name and nothing else; a sentence tells it as it is", () => {
    const advice = "Look at {object}; ip link set dev {object} mtu <the guest's> on {host}.";
    expect(said(advice, "qvb3f2a91c0-1b")).toBe("Look at qvb3f2a91c0-1b; ip link set dev qvb3f2a91c0-1b mtu <the guest's> on net-1.");
    expect(said(advice, "a;reboot")).toBe("Look at a;reboot; ip link set dev <object> mtu <the guest's> on net-1.");
    expect(said(advice)).toContain("ip link set dev <object> mtu <the guest's> on net-1");
  });
});

describe("a setting", () => {
  const settings = new Map([
    ["net.netfilter.nf_conntrack_max", "262144"],
    ["net.core.netdev_budget", "300"],
  ]);
  const of = about("cpus");
  test("is what was read, or twice that", () => {
    const name = "sysctl -w net.netfilter.nf_conntrack_max=";
    expect(filled(`${name}<twice the present value>`, of, { settings })).toBe(`${name}524288`);
    expect(filled(`${name}<what it showed before>`, of, { settings })).toBe(`${name}262144`);
  });

  test("of several numbers stands in quotes, or not at all", () => {
    const several = new Map([["net.ipv4.tcp_rmem", "4096 131072 6291456"]]);
    const quoted = "sysctl -w net.ipv4.tcp_rmem='<what it showed before>'";
    expect(filled(quoted, of, { settings: several })).toBe("sysctl -w net.ipv4.tcp_rmem='4096 131072 6291456'");
    const bare = quoted.replaceAll("'", "");
    expect(filled(bare, of, { settings: several })).toBe(bare);
    const twice = "net.ipv4.tcp_rmem='<twice the present value>'";
    expect(filled(twice, of, { settings: several })).toBe(twice);
  });

  test("stays a hole where nothing was read, and where twice is none", () => {
    const both = "sysctl -w net.core.netdev_budget=<what it showed before> net.core.dev_weight=<what it showed before>";
    expect(filled(both, of, { settings })).toBe("sysctl -w net.core.netdev_budget=300 net.core.dev_weight=<what it showed before>");
    const twice = "net.netfilter.nf_conntrack_max=<twice the present value>";
    expect(filled(twice, of, { settings: new Map([["net.netfilter.nf_conntrack_max", "0"]]) })).toBe(twice);
  });
});

const adviceOf = (runbook: string, name: string, tamper = (log: Log): Log => log): string => {
  const events = tamper(caseLog(runbook, name).events);
  const [started] = events;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict;
  if (started?.type !== "started" || verdict === undefined) throw new TypeError("the case has no verdict");
  const advice = verdictView(events, verdict, { runbook: started.runbook, catalogue }).causes[0]?.advice;
  return [advice?.now, advice?.undo, advice?.permanent].join(" | ");
};

describe("in recorded cases", () => {
  test.each([
    ["small-packet-loss", "conntrack-full", "nf_conntrack_max=2000 on router-1", "nf_conntrack_max=1000 |"],
    ["new-connections-time-out", "gateway-conntrack-full", "nf_conntrack_max=2000 on gw", "nf_conntrack_max=1000 |"],
    ["new-connections-time-out", "listen-overflow", "net.core.somaxconn", "net.core.somaxconn=4096, and"],
    ["new-connections-time-out", "reverse-path-filter", "net.ipv4.conf.eth2.rp_filter=2", "net.ipv4.conf.eth2.rp_filter=1 |"],
    ["bond-or-lacp-churn", "leg-flapping", "ip link set leg1 nomaster", "ip link set leg1 master bond0"],
    ["large-packets-vanish", "tunnel-fragmentation", "openstack network set --mtu", "dhcp-option-force=26,1462."],
    ["large-packets-vanish", "mtu-mismatch", "ip link set dev eth1 mtu 1500 on beta", "ip link set dev eth1 mtu 1400 on beta."],
    ["large-packets-vanish", "guest-mtu", "ip link set dev eth1 mtu 1462 on vma1", "ip link set dev eth1 mtu 1500 on vma1."],
    [
      "large-packets-vanish",
      "bridge-mtu",
      "ip link set dev qvb3f2a91c0-1b mtu 1462 on cmp1",
      "ip link set dev qvb3f2a91c0-1b mtu 1300 on cmp1.",
    ],
    ["large-packets-vanish", "tunnel-fragmentation", "ip link set dev <the guest's interface> mtu 1476, and the option as before."],
    ["large-packets-vanish", "icmp-filtered-outside", "ip route add 203.0.113.140 via 192.0.2.1 mtu 1400"],
    ["latency-under-load", "bufferbloat", "tc -s qdisc show dev eth1 on beta", "tc qdisc replace"],
    ["small-packet-loss", "backlog-overflow", "three times that value", "netdev_max_backlog=<what it showed before>"],
    ["one-guest-unreachable", "guest-mtu", "In the guest: ip link set dev eth1 mtu 1462", "ip link set dev eth1 mtu 1500"],
    [
      "one-guest-unreachable",
      "odd-guest-mtu",
      "In the guest: ip link set dev <interface> mtu 1462",
      "ip link set dev <interface> mtu <what it was>",
    ],
    [
      "one-guest-unreachable",
      "stale-neighbour",
      "ip neigh flush 10.1.0.12,",
      "ip neigh replace 10.1.0.12 lladdr fa:16:3e:00:00:99 dev eth1",
    ],
    [
      "one-guest-unreachable",
      "wrong-vlan-tag",
      "set port qvo7be04d52-c8 tag=1, and probe again",
      "ovs-vsctl set port qvo7be04d52-c8 tag=2",
    ],
    ["throughput-below-line-rate", "cpu-bound", "perf top -p 327 on alpha"],
    ["response-hangs-until-timeout", "close-wait", "ls -l /proc/31/fd"],
    ["virtual-ip-flaps", "stopped-process", "kill -CONT 66 on lb1"],
    ["virtual-ip-flaps", "frozen-file-system", "fsfreeze --unfreeze /var/log on lb1"],
    ["virtual-ip-flaps", "adverts-ignored", "nft insert rule inet hardening input ip protocol 112 accept on lb2"],
    ["small-packet-loss", "arp-unresolved", "nft insert rule arp guard input accept"],
    [
      "new-connections-time-out",
      "route-missing",
      "ip route get 192.0.2.11 on beta shows it; ip route add 192.0.2.0/24 via <router>",
      "ip route del 192.0.2.0/24",
    ],
    [
      "new-connections-time-out",
      "gateway-route-wrong",
      "ip route get 203.0.113.140, then ip route show table all to match 203.0.113.140 on gw",
      "ip route add 203.0.113.128/25 via 203.0.113.11 dev eth2",
    ],
    ["new-connections-time-out", "route-wrong-hop", "ip route get 192.0.2.11, then ip route show table all to match 192.0.2.11 on"],
    ["new-connections-time-out", "ports-exhausted", "ip_local_port_range='40000 40099' |"],
    ["new-connections-time-out", "syn-flood", "net.ipv4.tcp_syncookies=0 |"],
    ["small-packet-loss", "reverse-path-answers", "net.ipv4.conf.eth1.rp_filter=2 on alpha", "net.ipv4.conf.eth1.rp_filter=1 |"],
    ["small-packet-loss", "tap-queue", "txqueuelen <larger> on", "ip link set tap3f2a91c0-1b txqueuelen 1000 |"],
    ["throughput-below-line-rate", "window-small", "net.ipv4.tcp_rmem='4096 131072 33554432' |"],
    ["throughput-below-line-rate", "bond-on-one-leg", "cat /proc/net/bonding/eth1 shows"],
    ["throughput-below-line-rate", "spinning-daemon", "set-property <unit> CPUQuota=, and ps -o unit= -p 468 names the unit."],
    ["one-guest-unreachable", "bridge-mtu", "ip link set dev qvb3f2a91c0-1b mtu 1462 on cmp1", "qvb3f2a91c0-1b mtu 1300 |"],
    ["one-guest-unreachable", "arp-ignored", "ip neigh replace 10.1.0.12 lladdr fa:16:3e:7b:e0:4d dev eth1"],
    [
      "one-guest-unreachable",
      "flow-table-drop-way-back",
      "--strict del-flows br-int 'table=0,priority=500,ip,nw_src=10.1.0.12,nw_dst=10.1.0.11';",
    ],
    ["one-guest-unreachable", "flow-table-circle", "del-flows <bridge> 'table=<its table>,priority=<its priority>,<its match>'"],
    ["bond-or-lacp-churn", "hash-imbalance", "ip link set bond0 type bond xmit_hash_policy layer2 |"],
    ["bond-or-lacp-churn", "min-links", "ip link set bond0 type bond min_links 3 |"],
    ["latency-under-load", "coalescing", "ethtool -C ens3f0 rx-usecs 12000 |"],
    ["name-lookups-slow", "nsswitch-detour", "Compare getent -s dns ahosts www"],
  ])("%s, %s", (runbook, name, ...said) => {
    const advice = adviceOf(runbook, name);
    for (const each of said) expect(advice).toContain(each);
  });
  test("the ring of the guilty card, as ethtool shows it", () => {
    const ringed = (log: Log): Log =>
      log.map((event) => {
        if (event.type !== "observed" || event.reading.tables?.["interfaces"]?.[0]?.["driver"] === undefined) return event;
        const interfaces = event.reading.tables["interfaces"].map((row) =>
          row.key === "eth1" ? { ...row, ring: 512, ringMax: 4096 } : row,
        );
        return { ...event, reading: { ...event.reading, tables: { ...event.reading.tables, interfaces } } };
      });
    const advice = adviceOf("throughput-below-line-rate", "ring-overrun", ringed);
    expect(advice).toContain("ethtool -G eth1 rx 4096 on beta");
    expect(advice).toContain("| ethtool -G eth1 rx 512 |");
    expect(adviceOf("throughput-below-line-rate", "ring-overrun")).toContain("ethtool -G eth1 rx <its maximum> on beta");
  });

  test("no next hop is no router", () => {
    const onLink = (log: Log): Log =>
      log.map((event) =>
        event.type === "observed" && "nextHop" in event.reading.fields
          ? { ...event, reading: { ...event.reading, fields: { ...event.reading.fields, nextHop: "none" } } }
          : event,
      );
    expect(adviceOf("large-packets-vanish", "icmp-filtered-outside", onLink)).toContain("via <router> mtu 1400");
  });

  const LIMIT = "net.netfilter.nf_conntrack_max=<what it showed before>";
  test("readings that disagree leave the hole", () => {
    const settingsOf = (...limits: readonly number[]): unknown => {
      const request = { host: "a", collector: "conntrackTable" };
      const answers = limits.map((max) => ({ request, reading: { fields: { max } } }));
      const facts = { brief: { hosts: [{ key: "a" }] }, runbook: { hypotheses: {} }, catalogue, rounds: [], answers } as unknown as Facts;
      return Object.fromEntries(knownOf(facts, { id: "x", object: { host: "a" } } as NamedCause).settings ?? []);
    };
    expect(settingsOf(1000, 1000)).toEqual({ "net.netfilter.nf_conntrack_max": "1000" });
    expect(settingsOf(1000, 2000)).toEqual({});
  });

  test("what was read in a namespace does not stand in a command for the host", () => {
    const apart = (log: Log): Log =>
      log.map((event) =>
        event.type === "started"
          ? { ...event, brief: { ...event.brief, hosts: event.brief.hosts.map((host) => ({ ...host, netns: "blue" })) } }
          : event,
      );
    expect(adviceOf("small-packet-loss", "conntrack-full", apart)).toContain(LIMIT);
    expect(adviceOf("bond-or-lacp-churn", "leg-flapping", apart)).toContain("ip link set <leg> nomaster");
  });
});
