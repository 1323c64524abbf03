/** What `npm test` runs, in this order. A check counts as one; a vitest step counts its tests. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const minutes = (n) => n * 60_000;
const bin = (path) => `node_modules/${path}`;
const inFolder =
  (...folders) =>
  (file) =>
    folders.some((folder) => file.startsWith(`test/${folder}/`));
const isBrowser = inFolder("browser");
const isOnNetworks = inFolder("lab", "incident");
const ASKS_THE_MACHINE = /\/(speed|([a-z-]+-)?live|scripts|slots|df-sweep|path-capture)\.test\.ts$/;
/** Computes and nothing else: no process, no socket, no clock that counts. */
export const isEngine = (file) => inFolder("machines", "runbooks", "collectors", "app", "bench")(file) && !ASKS_THE_MACHINE.test(file);

/**
 * `tests` tells a vitest step's own test files; a step without it is one check. `quiet` steps compute and ask nothing of the machine: they run
 * side by side, one to a processor, and at the lowest priority beside the step that often waits for processes and databases (`waits`).
 */
export const STEPS = [
  {
    name: "unit",
    title: "Unit and contract tests",
    limitMs: minutes(10),
    tests: (file) => !isBrowser(file) && !isOnNetworks(file) && !isEngine(file),
    waits: true,
  },
  { name: "engine", title: "Engine, runbooks and parsers", limitMs: minutes(10), quiet: true, tests: isEngine },
  {
    name: "lint",
    title: "Lint",
    limitMs: minutes(10),
    quiet: true,
    commands: [[bin("eslint/bin/eslint.js"), "--max-warnings=0", "."]],
  },
  {
    name: "types",
    title: "Types",
    limitMs: minutes(6),
    quiet: true,
    commands: [
      [bin("next/dist/bin/next"), "typegen"],
      [bin("typescript/bin/tsc"), "-p", ".", "--incremental", "false"],
    ],
  },
  {
    name: "format",
    title: "Format",
    limitMs: minutes(6),
    quiet: true,
    commands: [[bin("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."]],
  },
  {
    name: "boundaries",
    title: "Import boundaries",
    limitMs: minutes(6),
    quiet: true,
    commands: [["test/run/boundaries.ts"]],
  },
  { name: "build", title: "Build", limitMs: minutes(8), commands: [["test/run/build.mjs"]] },
  {
    name: "networks",
    title: "Tests on real networks",
    limitMs: minutes(14),
    tests: isOnNetworks,
    projects: ["networks", "networks-alone"],
  },
  { name: "browser", title: "Walks in a browser", limitMs: minutes(11), tests: isBrowser, projects: ["browser", "browser-lab"] },
];

/** A step runs the vitest project of its name, or those of `projects`: first what may run side by side, then the rest one after the other. */
export const vitestCommand = ({ name, projects = [name], filters }) => [
  bin("vitest/vitest.mjs"),
  "run",
  ...projects.map((project) => `--project=${project}`),
  // Reads the configuration as it is; the bundled way writes a copy into node_modules.
  "--configLoader=native",
  "--reporter=default",
  "--reporter=./test/run/reporter.mjs",
  ...filters,
];

/**
 * The steps one group after the other; what is in one group runs together: the quiet ones beside the one that waits, or else beside each other.
 * @template {{ quiet?: boolean, waits?: boolean }} Step
 * @param {readonly Step[]} steps
 * @returns {Step[][]}
 */
export const grouped = (steps) =>
  steps.reduce((groups, step) => {
    const last = groups.at(-1);
    if (step.quiet && (last?.[0].quiet || last?.[0].waits)) last.push(step);
    else groups.push([step]);
    return groups;
  }, []);

/** Every test file, as vitest.config.ts finds them. */
export function testFiles(root) {
  if (!existsSync(join(root, "test"))) return [];
  return readdirSync(join(root, "test"), { recursive: true })
    .map((path) => `test/${path}`)
    .filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith("test/artefacts/"));
}

/**
 * `npm test -- <filter>...`: a filter is the name of a step, or a part of a test file's path. Walks in a browser need the build.
 * Returns the steps to run, each with the test files it will run.
 */
export function select(filters, files) {
  const named = filters.filter((filter) => STEPS.some(({ name }) => name === filter));
  const parts = filters.filter((filter) => !named.includes(filter));
  const matching = files.filter((file) => parts.some((part) => file.includes(part)));
  const wanted = STEPS.map((step) => {
    const own = step.tests ? files.filter(step.tests) : [];
    if (filters.length === 0 || named.includes(step.name)) return { ...step, wanted: true, own, filters: [] };
    const some = own.filter((file) => matching.includes(file));
    return { ...step, wanted: some.length > 0, own: some, filters: some };
  });
  const needsBuild = wanted.some(({ name, wanted: yes, own }) => name === "browser" && yes && own.length > 0);
  const unmatched = parts.filter((part) => !files.some((file) => file.includes(part)));
  return {
    steps: wanted.filter(({ name, wanted: yes }) => yes || (name === "build" && needsBuild)),
    unmatched,
  };
}
