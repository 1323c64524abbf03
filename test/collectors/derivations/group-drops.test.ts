import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Reading, Row, Source, Value } from "#machines/contract/index.ts";
import { source } from "./guest-path.ts";

const host = (role: string, name: string): BriefHost => ({ key: role, role, name, address: name });
const CLIENT = host("client", "vma1");
const SERVER = host("server", "vma2");
const COMPUTE = host("compute", "cmp2");

const syn = (number: number, out: number): Row => ({
  ...{ key: String(number), sourcePort: 40_000 + number, source: "10.1.0.11", synOut: out, synIn: 0 },
  ...{ answerIn: 0, answerOut: 0, resetIn: 0, resetOut: 0 },
});
const ATTEMPTS = 20;
/** Each of the client's SYNs left it three times, and none came to the server: 60 segments are missing. */
const PROBE: Row[] = Array.from({ length: ATTEMPTS }, (_, n) => ({ key: `${n}`, end: "timedOut", tookMs: 3_500, localPort: 40_000 + n }));
const SYNS = PROBE.map((_, n) => syn(n, 3));

const groups = (answer: Readonly<Record<string, number>> | Value): Source => {
  const counts = typeof answer === "object" && !("unknown" in answer) ? Object.entries(answer as Record<string, number>) : [];
  const dropped =
    counts.length === 0 && typeof answer === "object" && "unknown" in answer ? (answer as Value) : Math.max(0, ...counts.map(([, n]) => n));
  return source("securityGroups", COMPUTE, {
    answer: { fields: { dropped }, tables: { chains: counts.map(([key, n]) => ({ key, dropped: n })) } },
  });
};

function about(id: "groupDrops" | "handshakePath", dropped: Source | null, arrived: readonly Row[] | null = []): Reading {
  const fields = { attempted: ATTEMPTS, connected: 0, refused: 0, timedOut: ATTEMPTS, noLocalPort: 0, unreachable: 0, denied: 0 };
  const seen = (at: BriefHost, handshakes: readonly Row[]): Source =>
    source("handshakes", at, {
      answer: {
        fields: {
          complete: true,
          ...{ backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" },
          tracking: false,
        },
        tables: { handshakes },
      },
    });
  const sources: readonly Source[] = [
    source("connectProbe", CLIENT, { answer: { fields: { ...fields, source: "10.1.0.11" }, tables: { attempts: PROBE } } }),
    ...[seen(CLIENT, SYNS), ...(arrived === null ? [] : [seen(SERVER, arrived)])],
    ...(dropped === null ? [] : [dropped]),
  ];
  const hosts = [CLIENT, ...(arrived === null ? [] : [SERVER]), ...(dropped === null ? [] : [COMPUTE])];
  return derive(id, { host: id === "groupDrops" ? COMPUTE : CLIENT, hosts, inputs: {}, args: {}, sources });
}
const here = (dropped: Source): Value | undefined => about("groupDrops", dropped).fields["groupDrops"];
const between = (dropped: Source | null): Value | undefined => about("handshakePath", dropped).fields["lostBetween"];

it("names the chain that dropped as many packets as segments are missing, and leaves nothing to the network", () => {
  const own = groups({ "neutron-openvswi-i7be04d52-c": 63, "neutron-openvswi-i3f2a91c0-1": 4 });
  expect(about("groupDrops", own).tables?.["groups"]).toEqual([{ key: "neutron-openvswi-i7be04d52-c", dropped: 63 }]);
  expect([here(own), between(own)]).toEqual([63, 0]);
});

it("leaves all of it to the network where groups drop little, or no compute node was named", () => {
  const little = groups({ "neutron-openvswi-i3f2a91c0-1": 9 });
  expect([here(little), between(little), between(null)]).toEqual([0, 60, 60]);
});

it("does not know whose they are where a group dropped many and not as many, or could not be read", () => {
  for (const many of [40, 900]) {
    const other = groups({ "neutron-openvswi-i3f2a91c0-1": many });
    expect([here(other), between(other)]).toEqual([0, { unknown: expect.stringContaining(`dropped ${many} packets`) }]);
  }
  const unread = groups({ unknown: "iptables-save is not installed" });
  expect(between(unread)).toEqual({ unknown: "iptables-save is not installed" });
});

it("says how far any of the attempts came, and nothing of what nobody looked at", () => {
  const cameTo = (arrived: readonly Row[] | null): Value | undefined => about("handshakePath", null, arrived).fields["cameTo"];
  const [first] = SYNS.map((row): Row => ({ ...row, synOut: 0, synIn: 3 }));
  if (first === undefined) throw new TypeError("no SYN");
  expect(cameTo([])).toBe("nowhere");
  expect(cameTo([first])).toBe("server");
  expect(cameTo([{ ...first, answerOut: 1 }])).toBe("back");
  expect(cameTo(null)).toEqual({ unknown: "no host behind the client was given" });
});
