/**
 * What may be reached at run time, through any number of imports. Types are gone by then, so `import type` does not count here;
 * dynamic imports do.
 */
const base = require("../../.dependency-cruiser.cjs");

const never = (name, from, what, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: what, reachable: true },
});

const XSTATE = "(^|/)node_modules/(xstate|@xstate)/";
const SSH = ["^server/ssh/(?!transport\\.ts$)", "(^|/)node_modules/(ssh2|ssh-config)/"];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    never(
      "app-never-reaches-ssh",
      "^(app/|proxy\\.ts$)",
      SSH,
      "A request must not own a connection to a host, and the web process must not be able to open one: the worker does SSH.",
    ),
    never("app-never-reaches-the-lab", "^(app/|proxy\\.ts$)", "^lab/", "Practice hosts are processes beside the web server, not modules in it."),
    never(
      "ui-stays-in-the-browser",
      "^app/_ui/",
      [XSTATE, "^(server|collectors|prisma)/", "(^|/)node_modules/(pg|pg-boss|@prisma|prisma)/"],
      "Components are shipped to the browser: no server code, parsers, database or XState may come along.",
    ),
    never(
      "words-never-reach-xstate",
      "^machines/(contract|journal|explain|judge)(/|\\.ts$)",
      XSTATE,
      "Contract, journal, explanation and judgement are plain functions over data, used in browsers too.",
    ),
    never("runbooks-never-reach-xstate", "^runbooks/", [XSTATE, "^(server|lab|cli|app)/"], "Reading a runbook runs no engine and no effect."),
    never(
      "collectors-never-reach-effects",
      "^collectors/",
      [XSTATE, "^(server|lab|cli|app|runbooks)/"],
      "A parser can be tested with text alone.",
    ),
  ],
  options: { ...base.options, tsPreCompilationDeps: false },
};
