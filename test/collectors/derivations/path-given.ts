import type { Given, Source } from "#machines/contract/collector.ts";
import type { BriefHost, Failure, Reading } from "#machines/contract/index.ts";
import { isReading, read } from "../recording.ts";

export const host = (role: string): BriefHost => ({ key: role, role, name: role, address: role });

/** What an interface of a host looks like to the path. */
export const layoutWith = (address: string, mtu: number, more: Partial<Reading["tables"]> = {}): Reading => ({
  fields: { outInterface: "eth1", nextHop: "none", outKind: "veth" },
  tables: {
    links: [{ key: "eth1", mtu, kind: "veth", mac: "fa:16:3e:3f:2a:91", namespace: "own" }],
    addresses: [{ key: address, address, link: "eth1", prefix: 24, family: "inet", namespace: "own" }],
    ...more,
  },
});

export const at = (moment: Source["moment"], each: Source): Source => ({ ...each, moment });

export const source = (role: string, collector: string, answer: Reading | Failure): Source => ({
  collector,
  test: collector,
  host: host(role),
  moment: "once",
  args: {},
  answer,
});

export const given = (own: string, sources: readonly Source[]): Given => ({
  host: host(own),
  hosts: [...new Set(sources.map((each) => each.host.role))].map(host),
  inputs: { source: "10.1.0.11", target: "10.1.0.12" },
  args: {},
  sources,
});

const recorded = read("layout", "compute.txt");
if (!isReading(recorded)) throw new Error("no layout of a compute node");
export const compute: Reading = recorded;
export const far = layoutWith("10.20.0.13", 1_500, {
  tunnels: [{ key: "gre-0a14000c", remote: "10.20.0.12", kind: "gre", by: "program" }],
});
export const guests = [
  source("sender", "layout", layoutWith("10.1.0.11", 1_476)),
  source("receiver", "layout", layoutWith("10.1.0.12", 1_476)),
];
export const carried = [...guests, source("senderHost", "layout", compute), source("receiverHost", "layout", far)];
