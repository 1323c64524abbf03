import { parse } from "#collectors";
import type { BriefHost, Failure, Given, Reading, Source } from "#machines/contract/index.ts";
import { isReading, output, recording } from "./recording.ts";

export const host = (key: string): BriefHost => ({ key, role: "suspect", name: `${key}-1`, address: key });
export const ONE = host("one");
export const TWO = host("two");

export const glance = (file: string, change: (text: string) => string = (text) => text): Reading => {
  const { way, stdout } = recording("glance", file);
  const result = parse("glance", way, output(change(stdout)));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};

export const namespaces = (file: string, change: (text: string) => string = (text) => text): Reading => {
  const result = parse("namespaceCounters", 0, output(change(recording("namespaceCounters", file).stdout)));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};

export type Moments = Readonly<Partial<Record<"before" | "after" | "once", Reading | Failure>>>;

/** Readings of one host by collector. */
export const of = (about: BriefHost, readings: Readonly<Record<string, Moments>>): readonly Source[] =>
  Object.entries(readings).flatMap(([collector, moments]) =>
    Object.entries(moments).map(([moment, answer]): Source => ({
      collector,
      test: collector,
      host: about,
      moment: moment as Source["moment"],
      args: {},
      answer,
    })),
  );
export const given = (...sources: readonly (readonly Source[])[]): Given => ({
  host: ONE,
  hosts: [ONE, TWO],
  inputs: {},
  args: {},
  sources: sources.flat(),
});
export const fields = (values: Readonly<Record<string, number>>): Reading => ({ fields: values });
export const window = (values: Readonly<Record<string, number>>): Moments => ({
  before: fields(Object.fromEntries(Object.keys(values).map((name) => [name, 100]))),
  after: fields(Object.fromEntries(Object.entries(values).map(([name, by]) => [name, 100 + by]))),
});
export const idle = glance("debian12.txt");
const none = namespaces("empty-none.txt");
export const still: Readonly<Record<string, Moments>> = {
  glance: { before: idle, after: idle },
  namespaceCounters: { before: none, after: none },
};
