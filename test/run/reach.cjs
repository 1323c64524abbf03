/**
 * What may be reached at run time, through any number of imports. Types are gone by then, so `import type` does not count here;
 * dynamic imports do.
 */
const base = require("../../.dependency-cruiser.cjs");

const APP = "^(app/|(?:proxy|instrumentation)\\.ts$)";
const XSTATE = "(^|/)node_modules/(xstate|@xstate)/";

const rules = [
  {
    name: "app-never-reaches-ssh",
    from: APP,
    never: ["^server/ssh/(?!transport\\.ts$)", "(^|/)node_modules/(ssh2|ssh-config)/"],
    comment: "A request must not own a connection to a host, and pages must not be able to open one: the worker does SSH.",
  },
  {
    name: "app-never-reaches-the-lab",
    from: APP,
    never: "^lab/",
    comment: "Practice hosts are processes beside the web server, not modules in it.",
  },
  {
    name: "ui-stays-in-the-browser",
    from: "^app/_ui/",
    never: [XSTATE, "^(server|collectors|prisma)/", "(^|/)node_modules/(pg|pg-boss|@prisma|prisma)/"],
    comment: "Components are shipped to the browser: no server code, parsers, database or XState may come along.",
  },
  {
    name: "words-never-reach-xstate",
    from: "^machines/(contract|journal|explain|judge)(/|\\.ts$)",
    never: XSTATE,
    comment: "Contract, journal, explanation and judgement are plain functions over data, used in browsers too.",
  },
  {
    name: "runbooks-never-reach-xstate",
    from: "^runbooks/",
    never: [XSTATE, "^(server|lab|cli|app)/"],
    comment: "Reading a runbook runs no engine and no effect.",
  },
  {
    name: "collectors-never-reach-effects",
    from: "^collectors/",
    never: [XSTATE, "^(server|lab|cli|app|runbooks)/"],
    comment: "A parser can be tested with text alone.",
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: rules.map(({ name, comment, from, never }) => ({
    name,
    comment,
    severity: "error",
    from: { path: from },
    to: { path: never, reachable: true },
  })),
  options: { ...base.options, tsPreCompilationDeps: false },
};
