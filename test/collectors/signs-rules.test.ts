import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { Reading, Value } from "#machines/contract/index.ts";
import { unknown } from "#machines/contract/value.ts";
import { why } from "./expected.ts";
import { given, of, ONE, still, window } from "./signs-given.ts";

const firewall = (rule: string, packets: number, all = packets): Reading => ({
  fields: { dropPackets: all },
  tables: { dropRules: [{ key: rule, packets }] },
});
const signs = (rule: string, all = 20) => {
  const { fields, tables } = derive(
    "signs",
    given(of(ONE, { ...still, firewall: { before: firewall(rule, 0, 0), after: firewall(rule, 20, all) } })),
  );
  return { fields, rows: tables?.["signs"]?.map(({ key, count, area }) => [key, count, area]) };
};

describe("what a rule drops", () => {
  it.each([
    ["inet protection input handle 2: icmp type echo-request numgen < 8 drop", "firewall drops: at random", "loss"],
    ["ip filter INPUT rule 1: -p tcp --dport 80 -m statistic --mode random --probability 0.1 -j DROP", "firewall drops: at random", "loss"],
    ["inet filter forward handle 6: ct state invalid drop", "firewall drops: what fits no connection", "hangs"],
    ["ip filter FORWARD rule 3: -m conntrack --ctstate INVALID -j DROP", "firewall drops: what fits no connection", "hangs"],
    ["inet f forward handle 4: & fin drop", "firewall drops: ends of connections", "hangs"],
    ["inet f input handle 9: tcp flags syn drop", "firewall drops: new connections", "connections"],
    ["ip filter INPUT rule 2: -p tcp --syn -j DROP", "firewall drops: new connections", "connections"],
    ["inet filter forward handle 8: ct state new & != syn drop", "firewall drops: what fits no connection", "hangs"],
    ["ip filter INPUT rule 4: -p tcp -m tcp --tcp-flags FIN FIN -j DROP", "firewall drops: ends of connections", "hangs"],
    ["inet f forward handle 7: length > 1400 drop", "firewall drops: by size", "largePackets"],
    ["inet f input handle 3: icmp type echo-request drop", "firewall drops: ICMP", "loss"],
    ["inet blocklist forward handle 2: ip saddr 203.0.113.0/26 ip daddr 192.0.2.8/29 drop", "firewall dropPackets", "loss"],
  ])("is known by what it asks for: %s", (rule, key, area) => {
    expect(signs(rule).rows).toEqual([[key, 20, area]]);
  });

  it("counts what no rule in the list accounts for as any rule's", () => {
    expect(signs("inet filter forward handle 6: ct state invalid drop", 50).rows).toEqual([
      ["firewall drops: what fits no connection", 20, "hangs"],
      ["firewall dropPackets", 30, "loss"],
    ]);
  });

  it("excludes nothing where a rule drops without counting, or where not all rules were seen", () => {
    const silent = (packets: number, uncountedDropRules: Value) => {
      const reading = firewall("inet f input handle 3: ip saddr 192.0.2.1 drop", packets);
      const sources = of(ONE, {
        ...still,
        protocolCounters: window({ TcpInCsumErrors: 0, TcpInErrs: 0, TcpExtTCPTimeouts: 0 }),
        conntrack: window({ drop: 0, earlyDrop: 0, insertFailed: 0 }),
        firewall: {
          before: firewall("inet f input handle 3: ip saddr 192.0.2.1 drop", 0),
          after: { ...reading, fields: { ...reading.fields, uncountedDropRules } },
        },
      });
      return derive("signs", given(sources)).fields["hangs"];
    };
    expect(silent(0, 0)).toBe(0);
    expect(silent(0, 2)).toEqual(why("2 rules drop and do not count, so nobody sees what they take"));
    expect(silent(0, 1)).toEqual(why("a rule drops and does not count"));
    expect(silent(0, unknown("iptables-save is not installed"))).toEqual(why("iptables-save is not installed"));
    expect(silent(12, 2)).toBe(1);
  });

  it("speaks for what cannot be reached before what hangs, where it takes everything", () => {
    expect(signs("inet f input handle 3: ip saddr 192.0.2.1 drop").fields).toMatchObject({ connections: 3, loss: 3, hangs: 1 });
  });
});

describe("packets that are cut", () => {
  const cut = (IpFragOKs: number, IpOutRequests: number) =>
    derive("signs", given(of(ONE, { ...still, protocolCounters: window({ IpFragOKs, IpFragCreates: 2 * IpFragOKs, IpOutRequests }) })))
      .fields["largePackets"];

  it("speak for their size by themselves where they are one in ten, and come along with others where they are few", () => {
    expect(cut(1_000, 1_500)).toBe(9);
    expect(cut(100, 100_000)).toBe(4);
  });
});
