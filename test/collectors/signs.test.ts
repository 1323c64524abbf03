import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { Failure, Reading } from "#machines/contract/index.ts";
import { read } from "./recording.ts";
import { fields, given, glance, idle, type Moments, of, ONE, still, TWO, window } from "./signs-given.ts";
import { why } from "./expected.ts";

describe("a glance", () => {
  it("counts what waits and what is held", () => {
    expect(glance("router-held.txt").fields).toMatchObject({
      ...{ synSent: 5, closeWait: 12, finWait: 5, neighboursFailed: 3, vrrpSockets: 2 },
      daemons: 2,
      daemonsHeld: 1,
      lookups: 2,
      bondLegsDown: 1,
    });
    expect(glance("router-held.txt").tables?.["addresses"]?.map(({ key }) => key)).toContain("eth1 192.0.2.100");
    const poor = glance("empty-tools.txt").fields;
    expect(poor["synSent"]).toEqual(why("ss is not installed"));
    expect(poor["lookups"]).toEqual(why("ss is not installed"));
    expect(poor["login"]).toEqual(why("not told"));
    expect(read("glance", "broken-cut.txt")).toMatchObject({ kind: "unparsable" });
  });

  it("counts nothing where a tool ended with an error", () => {
    const failed = glance("router-held.txt", (text) =>
      text.replace(/== (sockets|addresses|lookups|neighbours)\n[^=]*/g, "== $1\n!failed\n"),
    ).fields;
    for (const field of ["synSent", "closeWait", "lookups", "neighboursFailed"])
      expect(failed[field], field).toEqual(why("ended with an error"));
  });

  it("says neither where a process waits that is another user's, nor that addresses are none where nobody listed them", () => {
    const asUser = glance("router-held.txt", (text) => text.replace("unix_wait_for_peer", "0").replace("do_epoll_wait", "0"));
    expect(asUser.fields["daemonsHeld"]).toEqual(why("needs root"));
    expect(glance("router-held.txt", (text) => text.replace("S do_epoll_wait", "T 0")).fields["daemonsHeld"]).toBe(2);
    const poor = glance("empty-tools.txt");
    expect(poor.tables?.["addresses"]).toBeUndefined();
    const { fields: points, tables } = derive(
      "signs",
      given(of(ONE, { ...still, links: window({ carrierChanges: 0 }), glance: { before: poor, after: idle } })),
    );
    expect(tables?.["signs"]).toEqual([]);
    expect(points["virtualAddress"]).toEqual(why("could not be listed"));
    // The list is cut after 300: what stands first in it now may have stood behind them before.
    const added = Array.from({ length: 300 }, (_, at) => `9: kube    inet 10.9.${at >> 8}.${at & 255}/32 scope global kube\n`).join("");
    const many = glance("debian12.txt", (text) => text.replace("== addresses\n", `== addresses\n${added}`));
    const cut = derive("signs", given(of(ONE, { ...still, links: window({ carrierChanges: 0 }), glance: { before: idle, after: many } })));
    expect(cut.tables?.["signs"]).toEqual([]);
    expect(cut.fields["virtualAddress"]).toEqual(why("300 addresses or more"));
  });
});

describe("signs", () => {
  it("are none where nothing moves, and what could not be read excludes nothing", () => {
    const quiet = window({ rxMissed: 0, rxDropped: 9, rxErrors: 0, txErrors: 0, txDropped: 0, rxFifo: 0, carrierChanges: 0 });
    const all = { ...still, links: quiet, softnet: window({ dropped: 0 }) };
    const { fields: known } = derive("signs", given(of(ONE, all)));
    expect(known["virtualAddress"]).toBe(0);
    expect(known["bond"]).toBe(0);
    // Protocol counters, conntrack and rules were not collected.
    expect(known["connections"]).toEqual(why("not read"));
    expect(known["signs"]).toBe(0);
    const denied: Failure = { kind: "denied", stderr: "" };
    expect(derive("signs", given(of(ONE, { ...all, links: { before: denied, after: denied } }))).fields["bond"]).toEqual(
      why("permission denied"),
    );
  });

  it("a module that is not there is no instrument that failed", () => {
    const absent: Failure = { kind: "wouldLoadModule", module: "nf_conntrack" };
    const counters = Object.fromEntries(["TcpInCsumErrors", "TcpInErrs", "TcpExtTCPTimeouts"].map((name) => [name, 0]));
    const sources = of(ONE, {
      ...still,
      conntrack: { before: absent, after: absent },
      firewall: { before: absent, after: absent },
      protocolCounters: window(counters),
    });
    expect(derive("signs", given(sources)).fields["hangs"]).toBe(0);
  });

  it("a backlog counts as this host's only with a drop of its own interface", () => {
    const softnet = window({ dropped: 500 });
    const own = derive("signs", given(of(ONE, { softnet, links: window({ rxDropped: 7 }) })));
    expect(own.tables?.["signs"]).toEqual([{ key: "softnet dropped", count: 7, area: "loss", weight: 9, namespace: "" }]);
    const others = derive("signs", given(of(ONE, { softnet, links: window({ rxDropped: 0 }) })));
    expect(others.tables?.["signs"]).toEqual([
      { key: "softnet dropped, machine-wide", count: 500, area: "loss", weight: 0, namespace: "" },
    ]);
    expect(others.fields["loss"]).toEqual({ unknown: expect.any(String) });
  });

  it("what traffic alone moves weighs beside something else, and says nothing by itself", () => {
    const points = (more: Readonly<Record<string, number>>) =>
      derive("signs", given(of(ONE, { ...still, protocolCounters: window({ TcpRetransSegs: 400, ...more }) }))).fields;
    const unread = { unknown: expect.any(String) };
    expect(points({})).toMatchObject({ loss: unread, slow: unread });
    expect(points({ TcpExtRcvPruned: 1 })).toMatchObject({ slow: 11 });
    expect(points({ IpFragCreates: 10 })).toMatchObject({ largePackets: 4, slow: 3 });
  });

  it("few retransmits are everyday, a full listener is not", () => {
    const { fields: points, tables } = derive(
      "signs",
      given(of(ONE, { protocolCounters: window({ TcpRetransSegs: 3, TcpExtListenOverflows: 1, TcpExtListenDrops: 1 }) })),
    );
    expect(tables?.["signs"]?.map(({ key }) => key)).toEqual([
      "protocolCounters TcpExtListenOverflows",
      "protocolCounters TcpExtListenDrops",
    ]);
    expect(points).toMatchObject({ connections: 17 });
  });

  it("a few refused connections among others are everyday; most of all, or many, are not", () => {
    const refused = (TcpAttemptFails: number, TcpActiveOpens: number) =>
      derive("signs", given(of(ONE, { ...still, protocolCounters: window({ TcpAttemptFails, TcpActiveOpens }) }))).tables?.["signs"]
        ?.length;
    expect([refused(2, 2), refused(3, 6), refused(4, 6), refused(19, 400), refused(20, 400)]).toEqual([0, 0, 1, 0, 1]);
  });

  it("queues are looked at without a glance, and excluded only where they were read", () => {
    const denied: Failure = { kind: "denied", stderr: "" };
    const glance: Moments = { before: denied, after: denied };
    const queue = (backlogPackets: number): Reading => fields({ overlimits: 0, drops: 0, backlogPackets });
    const delayWith = (qdisc: Moments) => derive("signs", given(of(ONE, { ...still, glance, qdisc }))).fields["delay"];
    expect(delayWith({ before: queue(12), after: queue(9) })).toBe(7);
    expect(delayWith({ before: queue(0), after: queue(9) })).toBe(0);
    expect(delayWith({ before: denied, after: denied })).toEqual(why("permission denied"));
    const unsaid: Reading = { fields: { overlimits: 0, drops: 0, backlogPackets: { unknown: "tc is too old" } } };
    expect(delayWith({ before: unsaid, after: unsaid })).toEqual(why("tc is too old"));
    expect(delayWith({ before: unsaid, after: queue(0) })).toBe(0);
  });

  it("what waits counts only when it waited for the whole window", () => {
    const held = glance("router-held.txt");
    const both = derive("signs", given(of(ONE, { glance: { before: held, after: held } })));
    expect(both.fields).toMatchObject({ virtualAddress: 8, names: 7, bond: 8, hangs: 10 });
    const passed = derive("signs", given(of(ONE, { glance: { before: held, after: idle } })));
    expect(passed.tables?.["signs"]?.map(({ key }) => key)).toEqual(["addresses that moved"]);
  });

  it("a shared address that moves, or is on two routers, is a virtual one in trouble", () => {
    const master = glance("router-held.txt", (text) => text.replace("unix_wait_for_peer", "do_epoll_wait"));
    const backup = glance("router-held.txt", (text) => text.replace("192.0.2.11/24", "192.0.2.12/24").replace("10.8.0.1", "10.8.0.9"));
    const twice = derive(
      "signs",
      given(of(ONE, { glance: { before: master, after: master } }), of(TWO, { glance: { before: backup, after: backup } })),
    );
    expect(twice.tables?.["signs"]).toContainEqual({
      key: "addresses on two hosts",
      count: 1,
      area: "virtualAddress",
      weight: 9,
      namespace: "",
    });
    expect(twice.fields["all"]).toBeGreaterThan(Number(twice.fields["signs"]));
  });

  it("what differs or changed speaks for what it can bring about", () => {
    const row = (key: string, area: string) => ({ key, area });
    const sources = of(ONE, {
      difference: {
        once: {
          fields: {},
          tables: { differences: [row("eth1 mtu", "devices"), row("bind9-host", "software"), row("rulesSum", "rules")] },
        },
      },
      changed: { once: { fields: {}, tables: { changes: [row("192.0.2.0/24", "routes"), row("rulesSum", "rules")] } } },
    });
    const keys = derive("signs", given(sources)).tables?.["signs"]?.map(({ key }) => key);
    expect(keys?.toSorted()).toEqual(["changed: 192.0.2.0/24", "changed: rulesSum", "differs: eth1 mtu"]);
  });

  it("hosts that are not of one kind may differ in what makes them so; of a healthy host of the same kind it is told, once for each setting", () => {
    const row = (key: string) => ({ key, area: "settings" });
    const differences = ["net.ipv4.ip_forward", "net.ipv4.conf.eth1.forwarding", "net.ipv4.conf.all.forwarding"].map(row);
    const sources = of(ONE, { difference: { once: { fields: {}, tables: { differences } } } });
    expect(derive("signs", given(sources)).tables?.["signs"]).toEqual([]);
    const healthy = { ...given(sources), hosts: [ONE, { ...TWO, role: "healthyPeer" }] };
    expect(derive("signs", healthy).tables?.["signs"]).toEqual([
      { key: "differs: net.ipv4.ip_forward", count: 3, area: "connections", weight: 4, namespace: "" },
    ]);
  });
});
