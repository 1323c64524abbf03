import { parser } from "@prometheus-io/lezer-promql";
import type { Alert } from "#machines/contract/index.ts";
import { METRICS, type Metric } from "./known-metrics.ts";

export type Rule = Extract<Alert, { expr: string }>;

type Node = ReturnType<typeof parser.parse>["topNode"];

/** Functions that make something of a counter; of a gauge they make nonsense. */
const OF_COUNTERS: ReadonlySet<string> = new Set(["rate", "increase", "irate"]);

interface Asked {
  readonly name: string;
  readonly labels: readonly string[];
  /** The innermost function around it. */
  readonly within: string | null;
}

/** What is wrong with an alert's use of metrics: an unknown one, a label it has not, a counter taken for a gauge, a need that is not said. */
export function wrongIn({ expr, say, needs = [] }: Rule): readonly string[] {
  const { asked, spoken, made, kept, windows } = read(expr);
  const metrics = asked.map(({ name, ...rest }) => ({ name, ...rest, metric: METRICS.get(name) }));
  const known = metrics.flatMap(({ metric, ...rest }) => (metric === undefined ? [] : [{ ...rest, metric }]));
  const labels = new Set(["job", "instance", ...made, ...known.flatMap(({ metric }) => metric.labels ?? [])]);
  const told = [...say.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
  const wanted = [...new Set(known.flatMap(({ metric }) => needsOf(metric, asked)))];
  return [
    ...metrics.flatMap(({ name, metric }) => (metric === undefined ? [`no exporter that is known has ${name}`] : [])),
    ...known.flatMap(({ name, labels: own, metric }) =>
      own.filter((label) => !["job", "instance", ...(metric.labels ?? [])].includes(label)).map((label) => `${name} has no label ${label}`),
    ),
    ...known.flatMap(({ name, within, metric }) =>
      (metric.kind === "counter") === OF_COUNTERS.has(within ?? "")
        ? []
        : [`${name} is a ${metric.kind}, and asked for ${inWords(within)}`],
    ),
    ...spoken.filter((label) => !labels.has(label)).map((label) => `nothing in it has the label ${label}`),
    ...told.filter((label) => !labels.has(label) || kept?.includes(label) === false).map((label) => `no {{ $labels.${label} }} is left`),
    ...wanted.filter((need) => !needs.some((one) => one.startsWith(need))).map((need) => `its needs do not say: ${need}`),
    ...needs.filter((one) => one.startsWith("node_exporter ") && !wanted.includes(one)).map((one) => `it does not need ${one}`),
    ...windows.filter((window) => window === "1m").map((window) => `[${window}] is no two scrapes a minute apart`),
  ];
}

const inWords = (within: string | null): string => (within === null ? "as it is" : `within ${within}()`);

const needsOf = ({ needs = [], otherwise }: Metric, asked: readonly Asked[]): readonly string[] =>
  otherwise !== undefined && asked.some(({ name }) => name === otherwise) ? [] : needs;

function read(expr: string) {
  const asked: Asked[] = [];
  const spoken: string[] = [];
  const made: string[] = [];
  const windows: string[] = [];
  const text = ({ from, to }: Node): string => expr.slice(from, to);
  const within = (node: Node): string | null => {
    for (let at = node.parent; at !== null; at = at.parent) if (at.name === "FunctionCall") return text(at.getChild("FunctionIdentifier")!);
    return null;
  };
  const visit = (node: Node): void => {
    if (node.name === "VectorSelector") {
      const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
      const labels = matchers.map((one) => text(one.getChild("LabelName")!));
      asked.push({ name: text(node.getChild("Identifier")!), labels, within: within(node) });
    } else if (node.name === "GroupingLabels") spoken.push(...node.getChildren("LabelName").map(text));
    else if (node.name === "MatrixSelector") windows.push(text(node.getChild("DurationExpr")!));
    // The second argument of label_replace and the first of count_values name a label that they make.
    else if (node.name === "StringLiteral" && node.parent?.name === "FunctionCallBody") made.push(text(node).slice(1, -1));
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(parser.parse(expr).topNode);
  // An aggregation at the front decides which labels the result has; `and` and comparisons take none away.
  const [, by] = /^\(?(?:sum|max|min|avg|count) by \(([^)]*)\)/.exec(expr) ?? [];
  return { asked, spoken, made, windows, kept: by?.split(/,\s*/) };
}
