import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Reading, Row, Source, Value } from "#machines/contract/index.ts";
import { read } from "../recording.ts";
import {
  ARGS,
  COMPUTE,
  filter,
  flows,
  frames,
  given,
  host,
  MAC,
  ORIGIN,
  passing,
  port,
  ports,
  probe,
  PROBER,
  returning,
  source,
} from "./guest-path.ts";

const NETWORK = host("network", "net1");
const ROUTER = "qrouter-2d6f8a41";
const OUT = "eth1 out 10.20.0.13>10.20.0.11";
const IN = "eth1 in 10.20.0.13>10.20.0.11";

type Counts = Readonly<Record<string, number>>;

/** Requests of the guest as they leave its host and come to the other, and what comes back to its tap. */
const asking = (kinds: Counts, back: Counts = {}, filtered: Counts = kinds) => ({
  compute: {
    "tap7be04d52-c8 in": kinds,
    "qvo7be04d52-c8 in": filtered,
    [OUT]: filtered,
    "eth1 in 10.20.0.11>10.20.0.13": back,
    "qvo7be04d52-c8 out": back,
    "tap7be04d52-c8 out": back,
  },
  network: { [IN]: filtered, "eth1 out 10.20.0.11>10.20.0.13": back },
});

const router = (more: Readonly<Record<string, Value>> = {}): Row => ({
  ...{ key: ROUTER, kind: "router", device: "qr-5c6d7e8f-90", mac: MAC, owns: false },
  ...{ ledTo: 9_697, serves: true, proxy: true, taken: 9, resets: 0, ...more },
});
const dhcp = (more: Readonly<Record<string, Value>> = {}): Row =>
  router({ key: "qdhcp-9c41", kind: "dhcp", ledTo: 0, serves: false, proxy: false, ...more });

interface Setting {
  readonly compute?: Readonly<Record<string, Counts>>;
  readonly network?: Readonly<Record<string, Counts>>;
  readonly namespaces?: readonly Row[];
  readonly rules?: readonly Row[];
  readonly filterRules?: readonly [Counts, Counts];
  readonly named?: boolean;
  readonly echoes?: Readonly<Record<string, Value>>;
  /** Echoes come to the guest's host, and vanish in its switch. */
  readonly echoesVanish?: true;
}

const [THERE, BACK] = [passing({ request: 10 }), returning({ reply: 10 })];
const ECHOES = { origin: { ...THERE.origin, ...BACK.origin }, compute: { ...THERE.compute, ...BACK.compute } };
const ANSWERED = { sent: 10, received: 10, lost: 0 };

function about(at: BriefHost, setting: Setting): Reading {
  const { namespaces = [router()], rules = [], filterRules = [{}, {}], named = true, echoes = ANSWERED } = setting;
  const service = source("metadataService", NETWORK, {
    answer: { fields: {}, tables: { namespaces, rules, addresses: [{ key: "10.20.0.11", device: "eth1", length: 24 }] } },
  });
  const merged: Record<string, Counts> = { ...setting.compute };
  const echoWay = setting.echoesVanish ? passing({ request: 10 }, "arrived").compute : ECHOES.compute;
  for (const [hop, counts] of Object.entries(echoWay)) merged[hop] = { ...merged[hop], ...counts };
  const sources: readonly Source[] = [
    ...[probe(echoes), frames(ORIGIN, ECHOES.origin), frames(COMPUTE, merged)],
    ...[ports(ORIGIN, []), ports(COMPUTE, [port("qvo7be04d52-c8", { mac: MAC })]), flows(COMPUTE, "before"), flows(COMPUTE, "after")],
    ...[
      filter(COMPUTE, "before", { rules: filterRules[0], uncounted: 0 }),
      filter(COMPUTE, "after", { rules: filterRules[1], uncounted: 0 }),
    ],
    ...(named ? [frames(NETWORK, setting.network ?? {}), service] : []),
  ];
  return derive("guestMetadata", given(at, sources, [PROBER, COMPUTE, ORIGIN, ...(named ? [NETWORK] : [])]));
}
const truths = ({ fields }: Reading): readonly string[] => Object.keys(fields).filter((field) => fields[field] === true);
const keys = (reading: Reading, table: string): readonly string[] => (reading.tables?.[table] ?? []).map(({ key }) => key);

const SERVED = asking({ metaSyn: 9, metaGet: 9 }, { metaAccept: 9, metaServe: 9 });
const REFUSED = asking({ metaSyn: 9 }, { metaRefuse: 9 });
const SILENT = asking({ metaSyn: 9 });

describe("a guest that gets its metadata", () => {
  it("has nothing wrong with it, also where its last request is still on the way or asks for what is not there", () => {
    const last = asking({ metaSyn: 9, metaGet: 9 }, { metaAccept: 8, metaServe: 5, metaFail: 3 });
    for (const way of [SERVED, last])
      for (const at of [COMPUTE, NETWORK])
        expect(about(at, way)).toMatchObject({ fields: { asked: 9, unanswered: 0, proxyDown: false, dropped: false } });
  });

  it("may ask the one namespace that serves it while the other has neither rule nor proxy", () => {
    const served = {
      ...SERVED,
      namespaces: [router({ ledTo: 0, serves: false, proxy: false, taken: 0 }), dhcp({ ledTo: 80, serves: true, taken: 60 })],
    };
    expect(truths(about(NETWORK, served))).toEqual([]);
  });

  it("is not spoken of while it asks for nothing: unknown where somebody wants to know, else no symptom", () => {
    expect(about(COMPUTE, {}).fields["unanswered"]).toEqual({ unknown: expect.stringContaining("asked for no metadata") });
    expect(about(COMPUTE, { named: false }).fields["unanswered"]).toBe(0);
    expect(about(COMPUTE, { echoes: { sent: 10, received: 0, lost: 10 } }).fields["unanswered"]).toBe(0);
  });
});

describe("a guest that gets none", () => {
  it("has a proxy that is not there, a rule that is missing, or one that fails", () => {
    const down = about(NETWORK, { ...REFUSED, namespaces: [router({ serves: false, proxy: false })] });
    expect([truths(down), keys(down, "proxies")]).toEqual([["proxyDown"], [`haproxy in ${ROUTER}`]]);
    const rule = about(NETWORK, { ...SILENT, namespaces: [router({ ledTo: 0, serves: false, taken: 0 }), dhcp({ taken: 0 })] });
    expect([truths(rule), keys(rule, "proxies")]).toEqual([["ruleMissing"], [ROUTER]]);
    for (const back of [{ metaAccept: 9, metaFail: 9 }, { metaAccept: 9 }]) {
      const fails = about(NETWORK, asking({ metaSyn: 9, metaGet: 9 }, back));
      expect([truths(fails), keys(fails, "proxies")]).toEqual([["proxyFails"], [ROUTER]]);
    }
  });

  it("asks its own link, or a router while another namespace serves it", () => {
    expect(truths(about(COMPUTE, asking({ metaAsk: 6 })))).toEqual(["askedElsewhere"]);
    const elsewhere = {
      ...SILENT,
      namespaces: [router({ ledTo: 0, serves: false, proxy: false, taken: 0 }), dhcp({ ledTo: 80, serves: true, taken: 0 })],
    };
    expect(truths(about(COMPUTE, elsewhere))).toEqual(["askedElsewhere"]);
    expect(truths(about(NETWORK, elsewhere))).toEqual([]);
  });

  it("has its requests dropped on its own host, by the rule that counted them, and nowhere while echoes vanish there as well", () => {
    const chain = "iptables filter neutron-openvswi-o7be04d52-c drop";
    const filtered = { ...asking({ metaSyn: 9 }, {}, {}), filterRules: [{ [chain]: 3 }, { [chain]: 12 }] as const };
    const reading = about(COMPUTE, filtered);
    expect([truths(reading), keys(reading, "places")]).toEqual([["dropped"], ["neutron-openvswi-o7be04d52-c"]]);
    const echoesToo = { ...filtered, echoesVanish: true, echoes: { sent: 10, received: 0, lost: 10 } } as const;
    expect(truths(about(COMPUTE, echoesToo))).toEqual([]);
  });

  it("has them dropped before the proxy, or the answers behind it", () => {
    const rules = [{ key: `${ROUTER}: table inet filter input: tcp dport 9697 drop`, dropped: 9 }];
    const before = about(NETWORK, { ...SILENT, namespaces: [router({ taken: 0 })], rules });
    expect(truths(before)).toEqual(["dropped"]);
    expect(keys(before, "places")[0]).toBe(rules[0]?.key);
    expect(truths(about(NETWORK, SILENT))).toEqual(["dropped"]);
  });
});

describe("what is not known of it", () => {
  it("is the service, where nobody named its host", () => {
    expect(about(COMPUTE, { ...SILENT, named: false }).fields).toMatchObject({ unanswered: 9, askedElsewhere: false, dropped: false });
  });

  it("is no drop on the guest's host where requests leave for a host that nobody named, and no proxy is missed where none comes", () => {
    const compute = { ...SILENT.compute, [OUT]: {}, "eth1 out 10.20.0.13>10.20.0.14": { metaSyn: 9 } };
    expect(truths(about(COMPUTE, { compute }))).toEqual([]);
    expect(truths(about(NETWORK, { compute, namespaces: [router({ serves: false, proxy: false })] }))).toEqual([]);
  });

  it("is whose namespace it is, where tenants use the same addresses and none knows the guest", () => {
    const two = [router({ mac: { unknown: "none" } }), router({ key: "qrouter-other", mac: "fa:16:3e:00:00:01" })];
    expect(about(NETWORK, { ...REFUSED, namespaces: two }).fields["proxyDown"]).toEqual({ unknown: expect.stringContaining("2 networks") });
    const known = [router({ serves: false, proxy: false }), router({ key: "qrouter-other", mac: "fa:16:3e:00:00:01" })];
    expect(truths(about(NETWORK, { ...REFUSED, namespaces: known }))).toEqual(["proxyDown"]);
  });

  it("is what rules do that nobody could read", () => {
    const unread = router({ ledTo: { unknown: "nft is missing" }, serves: { unknown: "nft is missing" } });
    expect(about(NETWORK, { ...REFUSED, namespaces: [unread] }).fields["ruleMissing"]).toEqual({
      unknown: expect.stringContaining("could not be read"),
    });
  });
});

describe("the look into namespaces", () => {
  const tableOf = (file: string, table: string): readonly Row[] => {
    const reading = read("metadataService", file, { args: ARGS });
    return "fields" in reading ? (reading.tables?.[table] ?? []) : [];
  };

  it("finds where rules of either tool lead, what listens for guests, and what a rule dropped meanwhile", () => {
    expect(tableOf("nft-1.0.6-proxy-down.txt", "namespaces")).toMatchObject([
      { ledTo: 0, serves: false },
      { ledTo: 9_697, serves: false, proxy: false, taken: 6, resets: 6 },
    ]);
    expect(tableOf("nft-1.0.6-by-dhcp.txt", "namespaces")).toMatchObject([
      { kind: "dhcp", owns: true, ledTo: 80, serves: true, taken: 0 },
      { ledTo: 0 },
    ]);
    expect(tableOf("iptables-legacy.txt", "namespaces")).toMatchObject([
      { ledTo: 9_697, serves: true, mac: { unknown: expect.anything() } },
    ]);
    expect(tableOf("iptables-legacy.txt", "rules")).toEqual([
      {
        key: `qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65: iptables filter neutron-l3-agent-INPUT -p tcp -m tcp --dport 9697 -j DROP`,
        dropped: 9,
      },
    ]);
    expect(tableOf("unread.txt", "namespaces")).toMatchObject([
      { serves: { unknown: expect.anything() }, taken: { unknown: expect.anything() } },
    ]);
  });
});
