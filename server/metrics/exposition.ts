/** One figure as Prometheus reads it. */
export interface Figure {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly values: readonly Value[];
}

interface Value {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/** The text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export const exposition = (figures: readonly Figure[]): string => figures.map(block).join("");

const block = ({ name, type, help, values }: Figure): string =>
  [
    `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
    `# TYPE ${name} ${type}`,
    ...values.map((value) => `${name}${labelled(value)} ${value.value}`),
    "",
  ].join("\n");

function labelled({ labels = {} }: Value): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
