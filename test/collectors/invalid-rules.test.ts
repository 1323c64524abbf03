import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { fieldsOf, output, rowsOf } from "./recording.ts";

type Expression = Readonly<Record<string, unknown>>;

const state = (right: unknown, op = "in"): Expression => ({ match: { op, left: { ct: { key: "state" } }, right } });
const counted = (packets: number, bytes: number): Expression => ({ counter: { packets, bytes } });
const DROP = { drop: null };

function nft(rules: readonly (readonly Expression[])[], policy = "accept"): string {
  const chain = { family: "inet", table: "filter", name: "forward", handle: 1, type: "filter", hook: "forward", prio: 0, policy };
  const list = rules.map((expr, index) => ({ rule: { family: "inet", table: "filter", chain: "forward", handle: index + 2, expr } }));
  return `== nft\n${JSON.stringify({ nftables: [{ chain }, ...list] })}\n== ip_tables_names\n== ip6_tables_names\n== end\n`;
}

describe("rules that drop what connection tracking calls invalid", () => {
  it("are told from the others, alone, in a list and in a set", () => {
    const rules = [
      [state("invalid"), counted(6, 240), DROP],
      [state(["invalid", "untracked"]), counted(2, 3000), DROP],
      [state({ set: ["invalid", "new"] }), DROP],
      [state(["established", "related"]), counted(9, 900), DROP],
      [state("invalid", "!="), counted(5, 500), DROP],
    ];
    const result = parse("firewall", 0, output(nft(rules)));
    expect(fieldsOf(result)).toMatchObject({ invalidDropPackets: 8, invalidDropBytes: 3240, invalidDropRules: 3, dropPackets: 22 });
    expect(Object.keys(rowsOf(result, "invalidRules"))).toHaveLength(3);
  });

  it("are known in the words of iptables, not where they are negated", () => {
    const rules = [
      "[4:160] -A FORWARD -m conntrack --ctstate INVALID -j DROP",
      "[1:40] -A FORWARD -m state --state NEW,INVALID -j DROP",
      "[7:700] -A FORWARD -m conntrack ! --ctstate INVALID -j DROP",
    ].join("\n");
    const text = `== other\n== ip_tables_names\nfilter\n== iptables\n*filter\n:FORWARD ACCEPT [0:0]\n${rules}\nCOMMIT\n== ip6_tables_names\n== end\n`;
    expect(fieldsOf(parse("firewall", 2, output(text)))).toMatchObject({ invalidDropPackets: 5, invalidDropBytes: 200, dropPackets: 12 });
  });
});

describe("a policy that drops", () => {
  const uncounted = (rules: readonly (readonly Expression[])[]): unknown =>
    fieldsOf(parse("firewall", 0, output(nft(rules, "drop"))))["uncountedDropRules"];

  it("is never asked below a rule that ends every packet", () => {
    expect(uncounted([[counted(3, 300), DROP]])).toBe(0);
    expect(uncounted([[{ accept: null }]])).toBe(0);
  });

  it("is asked below rules with a condition, and where there is none", () => {
    expect(uncounted([[state("invalid"), counted(3, 300), DROP]])).toBe(1);
    expect(uncounted([])).toBe(1);
  });
});
