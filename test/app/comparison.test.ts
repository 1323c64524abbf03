import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Comparison } from "#app/_ui/compare/Comparison.tsx";
import { sideOf, type Side } from "#app/_ui/compare/sides.ts";
import { catalogue } from "#collectors";
import { caseLog } from "./case-log.ts";

function sideFrom(runbook: string, name: string): Side {
  const side = sideOf(caseLog(runbook, name).events, catalogue);
  if (side === null) throw new TypeError("nothing has begun");
  return side;
}

const HANGS = "response-hangs-until-timeout";
/** Two gateways, and the cause is on one of them. */
const bridged = sideFrom(HANGS, "fin-checksum-bridged");
const plain = sideFrom(HANGS, "fin-checksum");
const loss = sideFrom("small-packet-loss", "backlog-overflow");

const cells = (a: Side, b: Side, section: string): readonly (readonly string[])[] => {
  const page = renderToStaticMarkup(createElement(Comparison, { a, b, ids: { a: "a", b: "b" } }));
  const [, body = ""] = new RegExp(`<section aria-label="${section}">.*?<tbody>(.*?)</tbody>`, "s").exec(page) ?? [];
  return body.split("</tr>").map((row) =>
    row.split("</td>").map((cell) =>
      cell
        .replaceAll(/<[^>]*>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    ),
  );
};

describe("two investigations side by side", () => {
  test("have all their hosts, however many have one role", () => {
    const names = bridged.hosts.get("gateway")?.map(({ name }) => name) ?? [];
    expect(names.length).toBe(2);
    const [, first = ""] = cells(bridged, plain, "Hosts").find(([role]) => role?.startsWith("gateway")) ?? [];
    for (const name of names) expect(first).toContain(name);
  });

  test("a cause that one of several hosts has is told by that host, whichever of them was read last", () => {
    const { hypothesis, host } = bridged.judgement.standings.find(({ standing }) => standing === "supported") ?? {};
    const judged = bridged.judgement.evidence.filter((one) => one.hypothesis === hypothesis && one.host === host);
    const seen = [...bridged.evidence.values()].filter((one) => one.hypothesis === hypothesis && one.role === "gateway");
    expect(seen.map(({ state }) => state).toSorted()).toEqual(judged.map(({ state }) => state).toSorted());
  });

  test("a setting that hosts of one role have differently is told as each has it", () => {
    expect(bridged.settings.get("gateway sysctls ipForward")).toBe("0 and 1");
  });

  test.each([
    ["first", loss, bridged],
    ["second", bridged, loss],
  ])("of different types show what the %s supports, though the other does not know it", (_which, a, b) => {
    const rows = cells(a, b, "Standings");
    for (const side of [a, b])
      for (const { hypothesis } of side.judgement.standings.filter(({ standing }) => standing === "supported"))
        expect(rows).toContainEqual([hypothesis, ...[a, b].map((one) => (one === side ? "Supported" : "does not know this cause")), ""]);
  });

  test("of one type say of no cause that it is not known", () => {
    expect(cells(bridged, plain, "Standings").flat()).not.toContain("does not know this cause");
  });
});
