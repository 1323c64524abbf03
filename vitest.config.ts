import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/run/order.ts";
import { isEngine, testFiles } from "./test/run/steps.mjs";

/** Whatever a developer's shell says, tests see one language and one clock. */
const env = { LC_ALL: "C.UTF-8", TZ: "UTC", NODE_ENV: "test" } as const;

const ENGINE = testFiles(import.meta.dirname).filter(isEngine);
const BROWSER = "test/browser/**/*.test.{ts,tsx}";
/** Raise a lab of their own, whose faults count on machines where nothing else happens. */
const BROWSER_AND_LAB = ["test/browser/walk.test.ts", "test/browser/lab.test.ts"];
/** Make network namespaces, fault them, and measure: each in a lab of its own. */
const ON_THE_NETWORK = ["test/lab/**/*.test.ts", "test/incident/**/*.test.ts"];
/** Fault or measure what all labs of a machine share: its backlogs, its tables, the time of its processors. */
const ALONE = [
  ...["pair", "decoys"].map((name) => `test/lab/faults/${name}.test.ts`),
  ...["accuracy", "confirm", "rate", "terminal", "verdicts", "watch-each"].map((name) => `test/incident/${name}.test.ts`),
  "test/lab/setting.test.ts",
];

/** Processes, networks and browsers on a busy machine: once more, and listed at the end (test/run/tally.mjs). */
const ONCE_MORE = { count: 1 } as const;
/** What a property test found is found: another seed would hide it. */
const ONCE_MORE_UNLESS_FOUND = { count: 1, condition: /^(?![\s\S]*Property failed after)/u } as const;

const ON_REAL_HOSTS = { retry: ONCE_MORE, testTimeout: 120_000, hookTimeout: 120_000 } as const;
const PATIENT = { retry: ONCE_MORE, testTimeout: 90_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    allowOnly: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [BROWSER, ...ON_THE_NETWORK, ...ENGINE],
          env,
          // Left alone, vitest leaves one processor idle: on the two that most runners have, half of them.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          retry: ONCE_MORE_UNLESS_FOUND,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ENGINE,
          env,
          // Beside the others, at the lowest priority.
          maxWorkers: 2,
          retry: ONCE_MORE_UNLESS_FOUND,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "networks",
          include: ON_THE_NETWORK,
          exclude: ALONE,
          env,
          // They mostly wait: with two, two processors are idle half of the time.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...ON_REAL_HOSTS,
        },
      },
      {
        test: {
          name: "networks-alone",
          include: ALONE,
          env,
          fileParallelism: false,
          ...ON_REAL_HOSTS,
        },
      },
      {
        test: {
          name: "browser",
          include: [BROWSER],
          exclude: BROWSER_AND_LAB,
          env: { ...env, NODE_ENV: "production" },
          // One reads every page, which takes a processor; the others mostly wait for practice incidents.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...PATIENT,
        },
      },
      {
        test: {
          name: "browser-lab",
          include: BROWSER_AND_LAB,
          env: { ...env, NODE_ENV: "production" },
          fileParallelism: false,
          ...PATIENT,
        },
      },
    ],
  },
});
