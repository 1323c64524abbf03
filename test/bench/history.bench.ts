/**
 * Server time of the history and of insights among as many investigations as `test/bench/history/seed.ts` made:
 *   node test/bench/history.bench.ts --data FOLDER
 * Each question is asked with several different values, so that no answer is one that was just given. Exit code 1 when one takes longer than it may.
 */
import { parseArgs } from "node:util";
import { startDatabase } from "#server/database/database.ts";
import { migrate } from "#server/database/migrate.ts";
import { openStore, type ListQuery } from "#server/store/store.ts";

const BOUND_MS = 100;
const ROWS = 40;
const DAY_MS = 86_400_000;

const { values } = parseArgs({ options: { data: { type: "string" }, explain: { type: "boolean" } } });
if (values.data === undefined) throw new Error("--data FOLDER is needed");
const database = await startDatabase({ dataFolder: values.data });
await migrate(database.pool);
const store = await openStore(database.pool);
const list = (query: Omit<ListQuery, "limit">) => () => store.listInvestigations({ limit: ROWS, folded: true, ...query });
const texts = (...words: readonly string[]) => words.map((text) => list({ text }));
/** A page that was looked for, with where each of its rows has the words. */
const why = (...words: readonly string[]) =>
  words.map((text) => async () => {
    const { rows } = await store.listInvestigations({ limit: ROWS, text });
    return store.matches(rows, { text, about: () => [], titleOf: (collector) => collector });
  });
const day = (ago: number): Date => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - ago * DAY_MS);

/** Where a page far down begins. */
async function deep(query: Omit<ListQuery, "limit">, pages: number): Promise<string> {
  let after: string | undefined;
  for (let n = 0; n < pages; n += 1) {
    const { next } = await store.listInvestigations({ limit: 200, ...query, ...(after === undefined ? {} : { after }) });
    if (next === null) break;
    after = next;
  }
  return after ?? "";
}

const ranges = [
  { since: day(84), until: day(-1) },
  { since: day(365), until: day(-1) },
  { since: day(5_000), until: day(-1) },
] as const;
const about = <T>(ask: (range: (typeof ranges)[number]) => Promise<T>) => ranges.map((range) => () => ask(range));

/** Everything that the page shows, asked for at once as it does (server/read/insights.ts). */
const insightsPage = (range: (typeof ranges)[number], period: "week" | "month") => () => {
  const { causes, times, outcomes, tests, hosts, overruled } = store.insights;
  return Promise.all([causes(range, period), times(range, period), outcomes(range), tests(range), hosts(range), overruled(range)]);
};

const questions: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  "first page": [list({})],
  "next page": [list({ after: await deep({}, 1) }), list({ after: await deep({}, 100) }), list({ after: await deep({}, 400) })],
  "filter: incident type": ["small-packet-loss", "virtual-ip-flaps", "first-look"].map((runbook) => list({ runbook })),
  "filter: verdict": (["confirmed", "suspected", "undetermined", "stopped", "severalEstablished"] as const).map((outcome) =>
    list({ outcome }),
  ),
  "filter: host": ["net-1", "cmp-40", "web-75", "web-70"].map((host) => list({ host })),
  "filter: cause": ["backlogOverflow", "conntrackFull", "nothingLikeIt"].map((cause) => list({ cause })),
  "filter: by": ["ines.aydin", "clara.vogt"].map((by) => list({ by })),
  "filter: review": (["yes", "no", "overruled"] as const).map((signedOff) => list({ signedOff })),
  "filter: days": [list({ since: day(60), until: day(30) }), list({ since: day(700), until: day(650) })],
  "filter: four at once": [
    list({ runbook: "small-packet-loss", outcome: "established", host: "net-1", signedOff: "no" }),
    list({ runbook: "first-look", outcome: "undetermined", by: "noor.haddad", host: "web-60" }),
    list({ runbook: "bond-or-lacp-churn", cause: "backlogOverflow" }),
  ],
  "search: rare": texts("499999", "inv-7777", "31337", "10.27.3.84"),
  "search: host": texts("net-1", "web-75", "cmp-4", "10.20.0.10"),
  "search: symptom": texts("packets lost", "dns five seconds", "vpn tunnel"),
  "search: note": texts("multicast monitoring", "march permanent", "provider"),
  "search: output": texts("ethtool rx_drop1", "softirq_softirq5", "conntrack", "rx_", "tx_fin3 napi"),
  "search: nothing": texts("zzzzzz", "ethtool zzzzzz", "packets qwerty net-1"),
  "search and why: host": why("net-1", "web-75", "10.20.0.10"),
  "search and why: symptom": why("packets lost", "dns five seconds", "vpn tunnel"),
  "search and why: note": why("multicast monitoring", "march permanent", "provider"),
  "search and why: output": why("ethtool rx_drop1", "softirq_softirq5", "conntrack", "tx_fin3 napi"),
  "search and filter": [
    list({ text: "rx_drop1", outcome: "undetermined" }),
    list({ text: "provider", runbook: "first-look", signedOff: "overruled" }),
    list({ text: "softirq_softirq5 web-75", host: "web-75" }),
  ],
  "search, next page": [
    list({ text: "provider", after: await deep({ text: "provider" }, 20) }),
    list({ text: "rx_", after: await deep({ text: "rx_" }, 100) }),
  ],
  "people to choose from": [() => store.starters()],
  "insights: the page of 12 weeks": [insightsPage(ranges[0], "week")],
  "insights: the page of a year": [insightsPage(ranges[1], "month")],
  "insights: the page of all days": [insightsPage(ranges[2], "month")],
  "insights: causes": about((range) => store.insights.causes(range, "week")),
  "insights: time to verdict": about((range) => store.insights.times(range, "week")),
  "insights: how they ended": about((range) => store.insights.outcomes(range)),
  "insights: tests": about((range) => store.insights.tests(range)),
  "insights: hosts": about((range) => store.insights.hosts(range)),
  "insights: overruled": about((range) => store.insights.overruled(range)),
};

const ROUNDS = 5;
let slow = 0;
console.log("| What | median ms | slowest ms |\n|---|---|---|");
for (const [name, asks] of Object.entries(questions)) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const ask of asks) {
      const since = performance.now();
      await ask();
      times.push(performance.now() - since);
    }
  }
  times.sort((a, b) => a - b);
  const [median, worst] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
  if (median > BOUND_MS) slow += 1;
  console.log(`| ${name} | ${median.toFixed(1)} | ${worst.toFixed(1)} |`);
}
await store.close();
await database.stop();
if (slow > 0) {
  console.error(`${slow} took longer than ${BOUND_MS} ms.`);
  process.exitCode = 1;
}
