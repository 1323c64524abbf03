import { expect, it } from "vitest";
import { parse } from "#collectors";
import { fieldsOf, output } from "./recording.ts";

type Expression = Readonly<Record<string, unknown>>;

const asks = (left: Expression, op: string, right: unknown): Expression => ({ match: { op, left, right } });
const length = (op: string, right: unknown) => asks({ meta: { key: "length" } }, op, right);
const meta = (key: string, right: unknown) => asks({ meta: { key } }, "==", right);
const icmp = (field: string, right: unknown, op = "==") => asks({ payload: { protocol: "icmp", field } }, op, right);
const DROP = { drop: null };

function nft(expr: readonly Expression[], chain: Expression = { hook: "forward", type: "filter", prio: 0, policy: "accept" }) {
  const at = { family: "inet", table: "filter" };
  const list = [{ chain: { ...at, name: "one", handle: 1, ...chain } }, { rule: { ...at, chain: "one", handle: 2, expr } }];
  const text = `== nft\n${JSON.stringify({ nftables: list })}\n== ip_tables_names\n== ip6_tables_names\n== end\n`;
  const { longestPassing, errorDropRules } = fieldsOf(parse("firewall", 0, output(text)));
  return [longestPassing, errorDropRules];
}

function iptables(rule: string) {
  const lines = `*filter\n:FORWARD ACCEPT [0:0]\n${rule}\nCOMMIT`;
  const text = `== other\n== ip_tables_names\nfilter\n== iptables\n${lines}\n== ip6_tables_names\n== end\n`;
  const { longestPassing, errorDropRules } = fieldsOf(parse("firewall", 2, output(text)));
  return [longestPassing, errorDropRules];
}

it("a rule that drops by length, and asks for nothing else, says how long a packet may be", () => {
  expect(nft([meta("iifname", "eth1"), length(">", 1_400), { counter: { packets: 0, bytes: 0 } }, DROP])).toEqual([1_400, 0]);
  expect(nft([length(">=", 1_401), DROP])).toEqual([1_400, 0]);
  expect(nft([length("!=", { range: [0, 1_400] }), DROP])).toEqual([1_400, 0]);
  expect(iptables("[0:0] -A FORWARD -i eth1 -p tcp -m length --length 1401:65535 -j DROP")).toEqual([1_400, 0]);
  expect(iptables('[0:0] -A FORWARD -m length --length 1401: -m comment --comment "too long" -j DROP')).toEqual([1_400, 0]);
});

it("one that asks for other packets, for short ones, or that only some packets come to says nothing about length", () => {
  expect(nft([asks({ payload: { protocol: "udp", field: "dport" } }, "==", 53), length(">", 512), DROP])).toEqual([65_535, 0]);
  expect(nft([length("<", 40), DROP])).toEqual([65_535, 0]);
  expect(nft([length(">", 1_400), { limit: { rate: 9, per: "second" } }, DROP])).toEqual([65_535, 0]);
  expect(nft([length(">", 1_400), DROP], {})).toEqual([65_535, 0]);
  expect(iptables("[0:0] -A FORWARD -p udp -m udp --dport 53 -m length --length 513:65535 -j DROP")).toEqual([65_535, 0]);
  expect(iptables("[0:0] -A FORWARD -m length ! --length 0:1400 -j DROP")).toEqual([65_535, 0]);
  expect(iptables("[0:0] -A FORWARD -s 192.0.2.1/32 -m length --length 1401:65535 -j DROP")).toEqual([65_535, 0]);
});

it("a rule that drops the word that a packet was too large is counted, and none that lets it pass", () => {
  expect(nft([icmp("type", "destination-unreachable"), DROP])).toEqual([65_535, 1]);
  expect(nft([icmp("type", { set: ["echo-request", "destination-unreachable"] }), DROP])).toEqual([65_535, 1]);
  expect(nft([icmp("type", "destination-unreachable"), icmp("code", "host-unreachable"), DROP])).toEqual([65_535, 0]);
  expect(nft([icmp("type", "destination-unreachable", "!="), DROP])).toEqual([65_535, 0]);
  expect(nft([icmp("type", "echo-request"), DROP])).toEqual([65_535, 0]);
  expect(iptables("[0:0] -A FORWARD -p icmp -m icmp --icmp-type 3/4 -j DROP")).toEqual([65_535, 1]);
  expect(iptables("[0:0] -A FORWARD -p icmp -m icmp --icmp-type 3/1 -j DROP")).toEqual([65_535, 0]);
});
