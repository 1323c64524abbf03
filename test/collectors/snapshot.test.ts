import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Given, Reading, Source } from "#machines/contract/index.ts";
import { isReading, output, read, recording } from "./recording.ts";
import { why } from "./expected.ts";

const reading = (file: string): Reading => {
  const result = read("snapshot", file);
  if (!isReading(result)) throw new Error(`${file}: ${result.kind}`);
  return result;
};
const valueOf = (of: Reading, table: string, key: string): unknown => of.tables?.[table]?.find((row) => row.key === key)?.["value"];

describe("a snapshot", () => {
  it("is read whole: what can be set, by name", () => {
    const rocky = reading("rocky9-openvswitch.txt");
    expect(rocky.fields).toMatchObject({
      ...{
        kernel: "Linux 5.14.0-427.el9.x86_64 x86_64",
        packages: 412,
        packagesSum: "2837465102-31204",
        modules: 3,
        devices: 1,
        settings: 3,
      },
      ...{ rules: 0, legacyRules: 23, legacyRulesSum: "4294967295-1204", switchPorts: 34, switchConfig: '{hw-offload="false"}', routes: 7 },
    });
    expect(valueOf(rocky, "devices", "ens1f0 ring rx")).toBe("512");
    expect(valueOf(rocky, "devices", "ens1f0 firmware-version")).toBe("8.30 0x8000a49d 1.2926.0");
    expect(valueOf(rocky, "devices", "ens1f0 offload ntuple-filters")).toBe("off");
    expect(valueOf(rocky, "devices", "ens1f0 channel combined")).toBe("56");
    // What cannot be set, what has no value and where the card sits says nothing.
    for (const name of ["offload large-receive-offload", "ring rx mini", "channel rx", "bus-info"]) {
      expect(valueOf(rocky, "devices", `ens1f0 ${name}`), name).toBeUndefined();
    }
    expect(valueOf(rocky, "settings", "net.ipv4.conf.ens1f0/100.rp_filter")).toBe("1");
    expect(valueOf(rocky, "queues", "ens1f0 parent :1")).toBe("fq_codel limit 10240p flows 1024 quantum 9014 target 5ms");
    expect(valueOf(rocky, "routes", "default metric 100")).toBe("via 192.0.2.1 dev ens1f0 proto dhcp metric 100");
    expect(valueOf(rocky, "routes", "blackhole 198.51.100.0/24")).toBe("");
  });

  it("says what it does not know, and calls nothing zero that it could not read", () => {
    const poor = reading("no-root-no-ethtool.txt");
    expect(poor.fields["rules"]).toEqual(why("permission denied"));
    expect(poor.fields["legacyRulesSum"]).toEqual(why("permission denied"));
    expect(poor.fields["switchPorts"]).toEqual(why("permission denied"));
    expect(poor.fields["packages"]).toEqual(why("no dpkg, rpm or apk"));
    expect(valueOf(poor, "devices", "eth0 mtu")).toBe("1500");
    expect(valueOf(poor, "settings", "net.ipv4.tcp_rmem")).toBe("4096 131072 6291456");
  });

  it("is refused when it was cut, when a setting is none, and when a checksum is none", () => {
    const whole = recording("snapshot", "rocky9-openvswitch.txt").stdout;
    expect(read("snapshot", "broken-cut.txt")).toMatchObject({ kind: "unparsable" });
    for (const [from, to] of [
      ["core/netdev_max_backlog:2000", "2000"],
      ["2837465102 31204", "cksum: error"],
      ["qdisc mq 0: dev ens1f0 root", "RTNETLINK answers: Invalid argument"],
      ["== settings\ncore/netdev_max_backlog:2000\nipv4/conf/ens1f0.100/rp_filter:1\nnetfilter/nf_conntrack_max:262144\n", "== settings\n"],
    ] as const) {
      expect(parse("snapshot", 0, output(whole.replace(from, to))), to).toMatchObject({ kind: "unparsable" });
    }
  });
});

const host = (key: string, role = key): BriefHost => ({ key, role, name: `${key}-1`, address: key });
const SICK = host("sick");
const PEER = host("healthyPeer");

const source = (of: BriefHost, answer: Source["answer"], at?: string): Source => ({
  ...{ collector: "snapshot", test: "snapshot", host: of, moment: "once", args: {}, answer },
  ...(at === undefined ? {} : { earlier: { at } }),
});
const given = (sources: readonly Source[], about = SICK): Given => ({ host: about, hosts: [SICK, PEER], inputs: {}, args: {}, sources });

/** The same host after somebody changed something. */
const altered = (change: (text: string) => string, file = "debian12.txt"): Reading => {
  const { stdout, way } = recording("snapshot", file);
  const result = parse("snapshot", way, output(change(stdout)));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};

describe("the difference to a healthy host", () => {
  const same = reading("debian12.txt");

  it("ranks what may matter to packets first", () => {
    const sick = altered((text) =>
      text
        .replace("ipv4/tcp_keepalive_time:7200", "ipv4/tcp_keepalive_time:600")
        .replace("core/somaxconn:4096", "core/somaxconn:30")
        .replace(/(@ eth1\nmtu: )1500/, "$11400")
        .replace(/(bind9-host) \S+/, "$1 1:9.0.0"),
    );
    const { fields, tables } = derive("difference", given([source(SICK, sick), source(PEER, same)]));
    expect(tables?.["differences"]?.map(({ key, here, there }) => [key, here, there])).toEqual([
      ["eth1 mtu", "1400", "1500"],
      ["net.core.somaxconn", "30", "4096"],
      ["net.ipv4.tcp_keepalive_time", "600", "7200"],
      ["bind9-host", "1:9.0.0", expect.stringMatching(/^1:9/)],
    ]);
    expect(fields).toMatchObject({
      against: "healthyPeer-1",
      differing: 4,
      relevant: 3,
      settings: 2,
      devices: 1,
      software: 1,
      rules: 0,
      strongest: "eth1 mtu",
    });
  });

  it("is nothing between equal hosts, whatever their own addresses and interfaces", () => {
    const peer = altered((text) => text.replaceAll("eth1", "enp4s0").replaceAll("192.0.2.11", "192.0.2.12"));
    const { fields } = derive("difference", given([source(SICK, same), source(PEER, peer)]));
    expect(fields).toMatchObject({ differing: 0, strongest: "none" });
    expect(fields["compared"]).toBeGreaterThan(400);
  });

  it("leaves out what one of them could not tell", () => {
    const poor = reading("no-root-no-ethtool.txt");
    const { fields, tables } = derive("difference", given([source(SICK, poor), source(PEER, same)]));
    expect(tables?.["differences"]?.filter(({ area }) => area === "rules" || area === "software")).toEqual([]);
    expect(fields["software"]).toBe(0);
  });

  it("is unknown without a second host, without its answer, and about the healthy host itself", () => {
    const failure = { kind: "denied", stderr: "" } as const;
    expect(derive("difference", given([source(SICK, same)])).fields["differing"]).toEqual(why("no healthy host was named"));
    expect(derive("difference", given([source(SICK, failure), source(PEER, same)])).fields["differing"]).toEqual(why("could not be read"));
    expect(derive("difference", given([source(SICK, same), source(PEER, failure)])).fields["settings"]).toEqual(why("healthyPeer-1"));
    expect(derive("difference", given([source(SICK, same), source(PEER, same)], PEER)).fields["differing"]).toEqual(
      why("healthy host that others"),
    );
  });
});

describe("what changed since the last time", () => {
  const then = reading("debian12.txt");

  it("tells settings, routes, rules, interfaces that left, and a reboot", () => {
    const now = altered((text) =>
      text
        .replace("9c1b6c5e-8d0c", "00000000-8d0c")
        .replace(/^192\.0\.2\.0\/24 .*\n/m, "")
        .replace(/== rules\n\d+ \d+\n0\n/, "== rules\n99 100\n3\n")
        .replace(/@ eth1\n[\s\S]*?(?=@ lo\n)/, ""),
    );
    const { fields, tables } = derive("changed", given([source(SICK, now), source(SICK, then, "2026-01-02T03:04:05.000Z")]));
    expect(fields).toMatchObject({ since: "2026-01-02T03:04:05.000Z", rebooted: true, routes: 1, devices: 1, rules: 2, settings: 0 });
    const changes = new Map(tables?.["changes"]?.map((row) => [row.key, [row["before"], row["now"]]]));
    expect(changes.get("192.0.2.0/24")).toEqual([expect.stringMatching(/dev eth1/), "absent"]);
    expect(changes.get("rules")).toEqual(["0", "3"]);
    expect(changes.get("eth1")).toEqual(["present", "absent"]);
  });

  it("is unknown for a host that was never looked at", () => {
    expect(derive("changed", given([source(SICK, then)])).fields["changed"]).toEqual(why("no earlier snapshot of sick-1 is kept"));
    // An earlier one of another host is no one's.
    expect(derive("changed", given([source(SICK, then), source(PEER, then, "2026-01-02T03:04:05.000Z")])).fields["changed"]).toEqual(
      why("no earlier"),
    );
  });
});
