import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Failure, Given, Reading } from "#machines/contract/index.ts";
import { isReading, output, read, recording } from "./recording.ts";
import { why } from "./expected.ts";
import { given, type Moments, of, ONE, still, window } from "./signs-given.ts";

const host: BriefHost = { key: "one", role: "suspect", name: "net-1", address: "198.51.100.1" };
const ROUTER = "qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65";

const namespaces = (change: (text: string) => string = (text) => text): Reading => {
  const result = parse("namespaceCounters", 0, output(change(recording("namespaceCounters", "debian12.txt").stdout)));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};
const quiet = namespaces();
const idle = read("glance", "debian12.txt");

/** Changes what the router's namespace says, and only that. */
const inRouter = (change: (text: string) => string) => (text: string) => {
  const [before = "", after = ""] = text.split(`${ROUTER}\n`);
  return `${before}${ROUTER}\n${change(after)}`;
};
const drops = (packets: number) =>
  inRouter((text) =>
    text.replace("part rules 0\n", `part rules 0\n \tip daddr 169.254.169.254 counter packets ${packets} bytes 60 drop\n`),
  );

const signs = (before: Reading | Failure, after: Reading | Failure, on: BriefHost = host) => {
  const given: Given = {
    ...{ host: on, hosts: [on], inputs: {}, args: {} },
    sources: (["before", "after"] as const).flatMap((moment) => [
      {
        collector: "namespaceCounters",
        test: "namespaceCounters",
        host: on,
        moment,
        args: {},
        answer: moment === "before" ? before : after,
      },
      { collector: "glance", test: "glance", host: on, moment, args: {}, answer: idle },
    ]),
  };
  const { fields, tables } = derive("signs", given);
  return { fields, rows: tables?.["signs"] ?? [] };
};

describe("other network namespaces", () => {
  it("are read one by one, and nothing that is printed in one passes for a line of ours", () => {
    expect(quiet.fields).toMatchObject({ others: 2, read: 2, left: 0 });
    expect(quiet.tables?.["namespaces"]?.map(({ key, named }) => [key, named])).toContainEqual([ROUTER, true]);
    expect(quiet.tables?.["addresses"]?.map(({ key }) => key)).toContain(`${ROUTER} qg-b8d15f3a-07 203.0.113.11`);
    const forged = namespaces(inRouter((text) => text.replace("part rules 0\n", "part rules 0\n end\n found 0\n")));
    expect(forged.fields["read"]).toBe(2);
    expect(read("namespaceCounters", "broken-cut.txt")).toMatchObject({ kind: "unparsable" });
    expect(read("namespaceCounters", "empty-none.txt")).toMatchObject({ fields: { others: 0, read: 0 } });
  });

  it("are a sign where something moves in one, with its name; standing counts are none", () => {
    const { rows } = signs(namespaces(drops(3)), namespaces(drops(12)));
    expect(rows).toMatchObject([{ key: `${ROUTER}: firewall dropPackets`, count: 9, area: "guests", namespace: ROUTER }]);
    expect(signs(namespaces(drops(12)), namespaces(drops(12))).rows).toEqual([]);
  });

  it("tell an address that left a router as one that moved", () => {
    const without = inRouter((text) => text.replace(/^.*203\.0\.113\.11\/24.*\n/m, ""));
    expect(signs(quiet, namespaces(without)).rows).toMatchObject([{ key: `${ROUTER}: addresses that moved`, namespace: ROUTER }]);
  });

  it("move no address where the addresses were not listed at one of the looks, or not all of them", () => {
    const failed = namespaces(inRouter((text) => text.replace(/( == addresses\n)( \d+: .*\n)*/, "$1 !failed\n")));
    const broken = namespaces(inRouter((text) => text.replace("part glance 0", "part glance 1")));
    const many = Array.from({ length: 300 }, (_, at) => ` 7: qg-1    inet 203.0.113.${at % 250}/24 scope global qg-1\n`).join("");
    const cut = namespaces(inRouter((text) => text.replace(" == addresses\n", ` == addresses\n${many}`)));
    const told: Readonly<Record<string, Reading>> = {
      "could not be listed": failed,
      "could not be read": broken,
      "300 addresses or more": cut,
    };
    for (const [say, one] of Object.entries(told))
      for (const [before, after] of [
        [quiet, one],
        [one, quiet],
      ] as const) {
        const looks = { ...still, links: window({ carrierChanges: 0 }), namespaceCounters: { before, after } };
        const { fields, tables } = derive("signs", given(of(ONE, looks)));
        expect(tables?.["signs"]).toEqual([]);
        expect(fields["virtualAddress"]).toEqual(why(say));
      }
  });

  it("exclude nothing where the kernel tracks connections and shows no counts of it in one, as some kernels of clouds do", () => {
    // As container-4.19.txt has it.
    const none = "part tracking 0\n == !/proc/net/stat/nf_conntrack\n == end\n";
    const old = namespaces(inRouter((text) => text.replace(/part tracking 0\n( .*\n)*/, none)));
    const hangs = (conntrack: Moments) => {
      const protocolCounters = window({ TcpInCsumErrors: 0, TcpInErrs: 0, TcpExtTCPTimeouts: 0 });
      const looks = { protocolCounters, conntrack, firewall: window({ dropPackets: 0 }), namespaceCounters: { before: old, after: old } };
      return derive("signs", given(of(ONE, { ...still, ...looks }))).fields["hangs"];
    };
    expect(hangs(window({ drop: 0, earlyDrop: 0, insertFailed: 0, invalid: 0 }))).toEqual(why("shows no counts of connection tracking in"));
    // Where it is not loaded, nothing is tracked anywhere.
    const unloaded: Failure = { kind: "wouldLoadModule", module: "nf_conntrack" };
    expect(hangs({ before: unloaded, after: unloaded })).toBe(0);
  });

  it("exclude nothing where one was not read: it ended, there are too many, or this takes root", () => {
    expect(signs(quiet, quiet).fields["names"]).toBe(0);
    const gone = (text: string): string => text.replaceAll(ROUTER, "qrouter-other");
    expect(signs(quiet, namespaces(gone)).fields["names"]).toEqual(why(`${ROUTER} went away in the window`));
    const many = namespaces((text) => text.replace("found 2", "found 70"));
    expect(signs(many, many).fields["names"]).toEqual(why("2 of 70 other network namespaces were read"));
    const denied: Failure = { kind: "denied", stderr: "" };
    expect(signs(denied, denied).fields["names"]).toEqual(why("permission denied"));
    const unread = namespaces(inRouter((text) => text.replace("part glance 0", "part glance 1")));
    expect(signs(unread, unread).fields["names"]).toEqual(why("glance could not be read in the namespace qrouter"));
    const failed = namespaces(inRouter((text) => text.replace(/( == lookups\n)( [^=].*\n)*/, "$1 !failed\n")));
    expect(signs(failed, failed).fields["names"]).toEqual(why("ended with an error"));
  });

  it("are the same at both looks, whichever of their processes was met: one without a name goes by its inode", () => {
    const met = (process: string, packets: number): Reading =>
      namespaces((text) => drops(packets)(text).replaceAll(ROUTER, `of ${process}`));
    const { fields, rows } = signs(met("unshare", 3), met("timeout", 12));
    expect(rows).toMatchObject([
      {
        key: expect.stringMatching(/^net:\[\d+\] of timeout: firewall dropPackets$/),
        count: 9,
        namespace: expect.stringMatching(/^net:\[\d+\]$/),
      },
    ]);
    expect(fields["names"]).toBe(0);
  });

  it("were not asked about where somebody named one as the host", () => {
    expect(signs(namespaces(drops(3)), namespaces(drops(12)), { ...host, netns: "qdhcp-1" }).rows).toEqual([]);
  });
});
