import type { CollectorSpec } from "#machines/contract/index.ts";
import type { DefineRunbook } from "#machines/author.ts";

/**
 * Mistakes that an author must not be able to make. `tsc` is the test: each `@ts-expect-error` that expects in vain is an error itself.
 */
const base = { title: "", about: "", risk: "R0", probe: false, effects: [], scope: "machine", costSeconds: 0, deadlineMs: 1, maxBytes: 1 } as const;
const _registry = {
  softnet: {
    ...base, id: "softnet", tables: { cpus: { dropped: { kind: "counter", unit: "packets", about: "" } } },
    fields: { dropped: { kind: "counter", unit: "packets", bits: 32, about: "" }, mode: { kind: "state", unit: "", about: "" } },
  },
  probe: { ...base, id: "probe", fields: { sent: { kind: "gauge", unit: "packets", about: "" }, lost: { kind: "gauge", unit: "packets", about: "" } } },
} as const satisfies Readonly<Record<string, CollectorSpec>>;

declare const defineRunbook: DefineRunbook<typeof _registry>;

const words = {
  claim: "A backlog overflows", source: "https://example.org", lookAlikes: [],
  advice: { now: "", permanent: "", risk: "none", undo: "" }, alert: { none: "" },
} as const;
const about = { id: "x", version: 1, title: "x", symptoms: [] } as const;
const roles = { sender: { title: "", about: "", required: true }, receiver: { title: "", about: "", required: true } } as const;
const test = { id: "softnet", collect: "softnet", on: ["receiver"], phase: "metrics", when: "around", why: "" } as const;
const hypotheses = { backlog: { ...words, at: ["receiver"] } } as const;
const whole = { ...about, roles, inputs: {}, measures: {}, hypotheses } as const;

/** What each wrong one below is, without its mistake. */
export const plain = defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "above", value: 0, strength: "both" }] } }] });

export const right = defineRunbook({
  ...about, roles,
  inputs: { count: { title: "", about: "", type: "count", example: "1", required: true } },
  reproduction: {
    collect: "probe", role: "sender", args: { count: { input: "count" }, to: { addressOf: "receiver" } }, why: "",
    proof: [{ field: "sent", is: "above", value: 0 }], smallestPercentInput: "count", sentField: "sent",
  },
  measures: { lost: { title: "", missing: { test: "reproduction", field: "lost" }, present: { test: "reproduction", role: "sender", field: "lost", is: "above", value: 0 } } },
  hypotheses: {
    backlog: {
      ...words, at: ["receiver"], object: { test: "softnet", table: "cpus", by: "dropped", say: "CPU {key}" },
      accounts: { measure: "lost", by: { test: "softnet", field: "dropped" }, tolerancePercent: 10 },
    },
  },
  tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "above", value: { test: "reproduction", field: "lost", times: 0.5 }, strength: "both", provided: { field: "mode", is: "equal", value: "on" } }] } }],
});

export const wrong = [
  // @ts-expect-error -- no such collector
  defineRunbook({ ...whole, tests: [{ ...test, collect: "softnets", predicts: {} }] }),
  // @ts-expect-error -- that collector has no such field
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "drops", is: "above", value: 0, strength: "both" }] } }] }),
  // @ts-expect-error -- a word is not above another
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "mode", is: "above", value: 0, strength: "both" }] } }] }),
  // @ts-expect-error -- a counter is not a word
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "equal", value: "many", strength: "both" }] } }] }),
  // @ts-expect-error -- no such hypothesis
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlogs: [{ field: "dropped", is: "above", value: 0, strength: "both" }] } }] }),
  // @ts-expect-error -- no such role to run on
  defineRunbook({ ...whole, tests: [{ ...test, on: ["gateway"], predicts: {} }] }),
  // @ts-expect-error -- no such role to be guilty in
  defineRunbook({ ...whole, hypotheses: { backlog: { ...words, at: ["gateway"] } }, tests: [{ ...test, predicts: {} }] }),
  // @ts-expect-error -- no such test to refer to
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "above", value: { test: "trace", field: "dropped" }, strength: "both" }] } }] }),
  // @ts-expect-error -- no such role to refer to
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "above", value: { role: "gateway", field: "dropped" }, strength: "both" }] } }] }),
  // @ts-expect-error -- no such input
  defineRunbook({ ...whole, tests: [{ ...test, args: { count: { input: "count" } }, predicts: {} }] }),
  // @ts-expect-error -- no such measure to account for
  defineRunbook({ ...whole, hypotheses: { backlog: { ...words, at: [], accounts: { measure: "lost", by: { test: "softnet", field: "dropped" }, tolerancePercent: 1 } } }, tests: [{ ...test, predicts: {} }] }),
  // @ts-expect-error -- no such table to find the guilty row in
  defineRunbook({ ...whole, hypotheses: { backlog: { ...words, at: [], object: { test: "softnet", table: "queues", by: "dropped", say: "" } } }, tests: [{ ...test, predicts: {} }] }),
  // @ts-expect-error -- an open word for the strength
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: [{ field: "dropped", is: "above", value: 0, strength: "strong" }] } }] }),
  // @ts-expect-error -- a closure is not a prediction
  defineRunbook({ ...whole, tests: [{ ...test, predicts: { backlog: (reading: { dropped: number }) => reading.dropped > 0 } }] }),
];
