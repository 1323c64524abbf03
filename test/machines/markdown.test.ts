import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { partsOf } from "#machines/explain/advice.ts";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { board } from "#machines/journal/board.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import { clockWords } from "#app/_ui/atoms/format.ts";
import { caseLog } from "../app/case-log.ts";
import { makeLog, PERSON } from "../app/log.ts";
import { partOf, watchedLog } from "../app/watched-log.ts";

const RUNBOOKS = resolve(import.meta.dirname, "../../runbooks");
const CASES = readdirSync(RUNBOOKS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(RUNBOOKS, name, "cases"))
      .filter((file) => file.endsWith(".json"))
      .map((file) => [name, file.replace(/\.json$/, "")] as const),
  );

const at = "2026-11-21T03:00:00.000Z";
const next = (log: ReturnType<typeof makeLog>, body: object) => [...log, { ...body, seq: log.length + 1, at, actor: PERSON }] as typeof log;

test("commands stand in the text as they are typed, and the alert as Prometheus loads it", () => {
  const text = verdictMarkdown(caseLog("large-packets-vanish", "tunnel-fragmentation").events, catalogue, 7);
  expect(text).toMatch(/^## INV-7: /);
  expect(text).toMatch(/```yaml\n- alert: [^`]*rate\(node_netstat_Ip_FragCreates\[5m\]\)/);
  const codes = [...text.replaceAll(/```[^]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
  expect(codes.filter((code) => code?.includes("\\"))).toEqual([]);
  expect(text).toContain("`ip link set dev <the guest's interface> mtu 1476`");
  const evidence = text.slice(text.indexOf("### Evidence"));
  expect(evidence).toContain("on vma1, while");
  expect(text).not.toMatch(/oversizedHere|senderHost/);
});

test("an investigation lasts the whole seconds that its page shows, here as there", () => {
  const log = makeLog();
  const [begun] = log;
  if (begun === undefined) throw new TypeError("an empty log");
  const lasting = (ms: number) => {
    const end = new Date(Date.parse(begun.at) + ms).toISOString();
    return verdictMarkdown(
      log.map((event, n) => (n === log.length - 1 ? { ...event, at: end } : event)),
      catalogue,
    );
  };
  for (const ms of [18_000, 18_400, 18_900]) {
    expect(clockWords(ms)).toBe("00:18");
    expect(lasting(ms)).toContain("took 18 seconds");
  }
  expect(lasting(89_900)).toContain("took 89 seconds");
});

test("the cause is told once, and many rivals are folded", () => {
  const text = verdictMarkdown(caseLog("small-packet-loss", "backlog-overflow").events, catalogue);
  expect(text.split("receive backlog on router-1 overflows")).toHaveLength(2);
  expect(text).toMatch(/<details>\n<summary>Refuted: \d+<\/summary>/);
  expect(text).toContain("```sh\nsysctl -w net.core.netdev_max_backlog=<what it showed before>\n```");
});

test.each(CASES)("%s, %s: as many are refuted as the board says, however many reasons there are", (runbook, name) => {
  const { events } = caseLog(runbook, name);
  const { refuted } = board(events, { catalogue, judgement: judge(factsOf(events, catalogue)) })?.hypotheses ?? { refuted: [] };
  const text = verdictMarkdown(events, catalogue);
  const [, told] = /<summary>Refuted: (\d+)<\/summary>/.exec(text) ?? [];
  const [part = ""] = /(?:### Refuted|<summary>Refuted: \d+<\/summary>)\n\n(?:- .*\n)*(?:- .*)?/.exec(text) ?? [];
  expect(Number(told ?? refuted.length)).toBe(refuted.length);
  expect(part.match(/^- /gm) ?? []).toHaveLength(refuted.length);
});

test("which event of which watch it was for stands in it, whatever its id is made of", () => {
  const text = verdictMarkdown(watchedLog({ part: partOf("first-one", { event: 3 }) }), catalogue);
  expect(text).toContain("For event 3 of a watch from 2026-11-");
  expect(text).toMatch(/which began with investigation first\\?-one\./);
  expect(verdictMarkdown(watchedLog(), catalogue)).not.toContain("of a watch from");
});

test("what people said stands in it: notes, hand-over, sign-off", () => {
  const log = next(next(makeLog(), { type: "handedOver", to: "Lena Ode", person: true, text: "cmp-7 next" }), {
    type: "signedOff",
    judgement: "agreed",
  });
  const text = verdictMarkdown(log, catalogue);
  expect(text).toContain("Handed over to Lena Ode. cmp-7 next");
  expect(text).toContain("Signed off: the verdict stands.");
});

test.each([
  ["ethtool -K <interface> lro off on {host}, and measure again.", ["ethtool -K <interface> lro off"]],
  ["ovs-vsctl remove Open_vSwitch . other_config flow-limit", ["ovs-vsctl remove Open_vSwitch . other_config flow-limit"]],
  ["watch the optic's power (ethtool -m).", ["ethtool -m"]],
  ["a permanent entry (ip neigh replace ... nud permanent) proves it", []],
  ["ethtool -K <interface> a-b on c-d on, on {host}.", ["ethtool -K <interface> a-b on c-d on"]],
  ["Take the rule off.", []],
] as const)("%s: the commands in it are whole", (advice, commands) => {
  const parts = partsOf(advice);
  expect(parts.map(({ text }) => text).join("")).toBe(advice);
  expect(parts.filter(({ code }) => code).map(({ text }) => text)).toEqual(commands);
});
