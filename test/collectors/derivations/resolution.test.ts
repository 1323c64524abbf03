import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Given, Moment, Reading, Row, Source, Value } from "#machines/contract/index.ts";

const host = (role: string): BriefHost => ({ key: role, name: role, role }) as BriefHost;
const HOSTS = [host("sender"), host("receiver")];

const source = (name: string, fields: Readonly<Record<string, Value>>, tables: Reading["tables"] = {}): Source => {
  const [collector = "", moment = "", on = ""] = name.split(" ");
  return { collector, test: collector, moment: moment as Moment, args: {}, host: host(on), answer: { fields, tables } };
};

interface Scene {
  readonly state?: string;
  readonly received?: number;
  /** Of the receiver, which has the next hop on eth2. */
  readonly rpFilter?: number;
  readonly arpIgnore?: number;
  readonly ownRules?: number;
  readonly backBy?: string;
  /** Packets that rules for ARP dropped there. */
  readonly rule?: Value;
}

function resolutions({ state = "FAILED", received = 0, rpFilter = 0, arpIgnore = 0, ownRules = 0, backBy = "eth2", rule }: Scene) {
  const key = "arp guard input handle 2: arp operation request drop";
  const sources = [
    source("ping during sender", { received, lost: 500 - received }),
    source(
      "nextHop once sender",
      { hopState: state, hop: "198.51.100.12", source: "192.0.2.11", ownRules: 0 },
      { addresses: [], settings: [] },
    ),
    source(
      "nextHop once receiver",
      { ownRules },
      {
        addresses: [{ key: "a", address: "198.51.100.12", dev: "eth2" }],
        settings: [{ key: "all", rpFilter: 0, arpIgnore: 0 } as Row, { key: "eth2", rpFilter, arpIgnore } as Row],
        routes: [
          { key: "0", destination: "default", dev: "eth0", metric: 0 },
          { key: "1", destination: "192.0.2.0/24", dev: backBy, metric: 0 },
        ],
      },
    ),
    ...HOSTS.flatMap(({ key: on }) =>
      (["before", "after"] as const).map((moment, times) => {
        const packets = typeof rule === "number" ? times * rule : rule;
        const mine = on === "receiver" && packets !== undefined;
        return source(`firewall ${moment} ${on}`, {}, { dropRules: mine ? [{ key, packets }] : [] });
      }),
    ),
  ];
  const on = (role: string) => derive("resolution", { host: host(role), hosts: HOSTS, inputs: {}, args: {}, sources } satisfies Given);
  return { sender: on("sender").fields, receiver: on("receiver").fields, culprits: on("receiver").tables?.["culprits"] ?? [] };
}

const NOBODY = { arpLost: 0, unbelieved: 0 };

it("the host that has the next hop is to blame for what it is set to ignore, and for what its rules for ARP drop", () => {
  const ignores = resolutions({ arpIgnore: 8 });
  expect(ignores.receiver).toMatchObject({ unresolved: true, arpLost: 500, unbelieved: 0 });
  expect(ignores.sender).toMatchObject(NOBODY);
  expect(ignores.culprits.map(({ key }) => key)).toEqual(["net.ipv4.conf.eth2.arp_ignore = 8"]);
  expect(resolutions({ rule: 3 }).receiver).toMatchObject({ arpLost: 500 });
  expect(resolutions({ rule: 0 }).receiver).toMatchObject(NOBODY);
});

it("a question whose answer would leave by another interface is refused by the strict check only", () => {
  expect(resolutions({ rpFilter: 1, backBy: "eth1" }).receiver).toMatchObject({ arpLost: 0, unbelieved: 500 });
  expect(resolutions({ rpFilter: 2, backBy: "eth1" }).receiver).toMatchObject(NOBODY);
  expect(resolutions({ rpFilter: 1 }).receiver).toMatchObject(NOBODY);
});

it("nobody is blamed where the address is known, where probes came back, and where none of the hosts keeps it from being told", () => {
  expect(resolutions({ state: "REACHABLE", arpIgnore: 8 }).receiver).toMatchObject({ unresolved: false, ...NOBODY });
  expect(resolutions({ received: 1, arpIgnore: 8 }).receiver).toMatchObject({ unresolved: false, ...NOBODY });
  expect(resolutions({}).receiver).toMatchObject({ unresolved: true, ...NOBODY });
});

it("what cannot be known is unknown: an entry that was thrown away, a rule that does not count, several routing tables", () => {
  const unknown = { unknown: expect.any(String) };
  expect(resolutions({ state: "absent", arpIgnore: 8 }).receiver).toMatchObject({ unresolved: unknown, arpLost: unknown });
  expect(resolutions({ rule: { unknown: "no counter" } }).receiver).toMatchObject({ arpLost: unknown });
  expect(resolutions({ rpFilter: 1, backBy: "eth1", ownRules: 1 }).receiver).toMatchObject({ unbelieved: unknown });
});

it("a host in between that asks in vain is asked about as the sender is, and says by which interface the question came", () => {
  const hosts = [host("sender"), host("gateway"), host("receiver")];
  const station = (state: string, hop: string) => ({ hopState: state, hop, source: "192.0.2.1", ownRules: 0 });
  const sources = (gateway: string) => [
    source("ping during sender", { received: 0, lost: 500 }),
    source("nextHop once sender", station("REACHABLE", "203.0.113.1"), { addresses: [], settings: [] }),
    source("nextHop once gateway", station(gateway, "198.51.100.12"), { addresses: [], settings: [] }),
    source(
      "nextHop once receiver",
      { ownRules: 0 },
      {
        addresses: [{ key: "a", address: "198.51.100.12", dev: "eth2" }],
        settings: [{ key: "eth2", rpFilter: 1, arpIgnore: 0 } as Row],
        routes: [{ key: "0", destination: "default", dev: "eth1", metric: 0 }],
      },
    ),
  ];
  const at = (gateway: string) =>
    derive("resolution", { host: host("receiver"), hosts, inputs: {}, args: {}, sources: sources(gateway) } satisfies Given);
  expect(at("FAILED").fields).toMatchObject({ unresolved: true, unbelieved: 500 });
  expect(at("FAILED").tables?.["unbelieving"]).toEqual([{ key: "eth2", refused: 500 }]);
  // It never had anything to forward: that says nothing.
  expect(at("absent").fields).toMatchObject({ unresolved: false, unbelieved: 0 });
});

it("answers that nobody told the receiver where to send are the sender's own doing, if the probes came in while it asked", () => {
  const at = (on: string, { echoes = 500, asked = "192.0.2.11", rpFilter = 1, backBy = "eth2" } = {}) => {
    const sources = [
      source("ping during sender", { received: 0, lost: 500 }),
      source(
        "nextHop once sender",
        { hopState: "REACHABLE", hop: "198.51.100.12", source: "192.0.2.11", ownRules: 0 },
        {
          addresses: [{ key: "a", address: "192.0.2.11", dev: "eth1" }],
          settings: [{ key: "eth1", rpFilter, arpIgnore: 0 } as Row],
          routes: [
            { key: "0", destination: "192.0.2.0/24", dev: "eth1", metric: 0 },
            { key: "1", destination: "192.0.2.12", dev: backBy, metric: 0 },
          ],
        },
      ),
      source(
        "nextHop once receiver",
        { hopState: "own", hop: "192.0.2.12", targetLocal: true, source: "192.0.2.12", ownRules: 0 },
        {
          ...{ addresses: [{ key: "a", address: "192.0.2.12", dev: "eth1" }], settings: [] },
          routes: [{ key: "0", destination: "192.0.2.0/24", dev: "eth1", metric: 0 }],
          unresolved: [{ key: "u", address: asked, dev: "eth1" }],
        },
      ),
      source("protocolCounters before receiver", { IcmpInEchos: 7 }),
      source("protocolCounters after receiver", { IcmpInEchos: 7 + echoes }),
    ];
    return derive("resolution", { host: host(on), hosts: HOSTS, inputs: { target: "192.0.2.12" }, args: {}, sources } satisfies Given);
  };
  expect(at("sender").fields).toMatchObject({ unresolved: true, unbelieved: 500 });
  expect(at("sender").tables?.["unbelieving"]).toEqual([{ key: "eth1", refused: 500 }]);
  expect(at("receiver").fields).toMatchObject({ unbelieved: 0 });
  expect(at("sender", { backBy: "eth1" }).fields).toMatchObject({ unresolved: true, unbelieved: 0 });
  expect(at("sender", { rpFilter: 2 }).fields).toMatchObject({ unbelieved: 0 });
  // Probes that never came in were answered by nobody, however old the receiver's entry is.
  expect(at("sender", { echoes: 20 }).fields).toMatchObject({ unresolved: false, unbelieved: 0 });
  expect(at("sender", { asked: "192.0.2.99" }).fields).toMatchObject({ unresolved: false, unbelieved: 0 });
});
