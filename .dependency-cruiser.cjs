/**
 * Who may import whom. ARCHITECTURE.md says why; this file is what refuses.
 * What may be *reached* at run time, through any number of imports, is in test/run/reach.cjs. Both run in `npm test`.
 */

/** A package wherever npm put it. */
const npm = (...names) => `(^|/)node_modules/(${names.join("|")})/`;

/** Files of one room may import only what is listed; anything else fails under the room's name. */
const room = (name, from, may, comment) => ({
  name,
  severity: "error",
  comment,
  from: typeof from === "string" ? { path: from } : from,
  to: { pathNot: may },
});

/** The same for rooms that may use Node and packages: of our own files, only what is listed. */
const roomWithNode = (name, from, may, comment) => ({
  name,
  severity: "error",
  comment,
  from: typeof from === "string" ? { path: from } : from,
  to: { path: ROOMS, pathNot: may },
});

/** Only the named places may import it. */
const only = (name, what, where, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: PRODUCT, pathNot: where },
  to: { path: what },
});

const ROOMS = "^(app|machines|runbooks|collectors|server|lab|cli|prisma|test)/";
const PRODUCT = "^(app/|proxy\\.ts$|machines/|runbooks/|collectors/|server/|lab/|cli/|prisma/)";
/** The parts of machines that build and walk statecharts; the rest is plain functions over data. */
const ENGINE = "^machines/(compile|step)(/|\\.ts$)";
const MACHINES_WITHOUT_ENGINE = "^machines/(?!(compile|step)(/|\\.ts$))";
const SERVER_FOR_PAGES = "^server/(door|read|stream)(/|\\.ts$)";
const DATABASE = npm("pg", "pg-boss", "@prisma", "prisma");
const SERVER_PACKAGES = npm("xstate", "ssh2", "ssh-config", "pg", "pg-boss", "@prisma", "prisma");

const forbidden = [
  room(
    "runbooks-are-data",
    "^runbooks/[^/]+/",
    ["^machines/index\\.ts$"],
    "A runbook imports the author's door and nothing else: it is data. A missing reading is a new collector, in its own change.",
  ),
  room(
    "runbooks-index-lists",
    "^runbooks/[^/]+\\.ts$",
    ["^machines/(index\\.ts$|contract/)", "^runbooks/[^/]+/runbook\\.ts$"],
    "runbooks/index.ts lists runbooks, one line each.",
  ),
  room(
    "collectors-do-no-io",
    "^collectors/",
    ["^collectors/", "^machines/contract/"],
    "A collector is an argv and a pure parser: no files, no network, no packages, nothing of the server.",
  ),
  {
    name: "collectors-stand-alone",
    severity: "error",
    comment: "One collector never reads another one's folder. What two of them need lies beside the folders, under its subject.",
    from: { path: "^collectors/([^/]+)/" },
    to: { path: "^collectors/([^/]+/|index\\.ts$)", pathNot: "^collectors/$1/" },
  },
  room(
    "machines-are-pure",
    "^machines/",
    ["^machines/", "^collectors/index\\.ts$", npm("xstate")],
    "The judgement does no I/O: no Node, no React, no database, no server. It names the reading that it wants.",
  ),
  {
    name: "machines-know-collectors-by-type",
    severity: "error",
    comment: "machines may use the types of the registry, never its parsers: they are handed in as the catalogue.",
    from: { path: "^machines/" },
    to: { path: "^collectors/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "xstate-in-the-engine",
    severity: "error",
    comment: "Only machines/compile and machines/step know XState; everything else sees plain data.",
    from: { path: PRODUCT, pathNot: ENGINE },
    to: { path: npm("xstate", "@xstate") },
  },
  roomWithNode(
    "server-has-no-screens",
    { path: "^server/", pathNot: "^server/compose(/|\\.ts$)" },
    ["^(server|machines|collectors)/", "^runbooks/index\\.ts$", "^prisma/generated/"],
    "The server never imports pages, commands or the lab (the lab only through server/compose).",
  ),
  {
    name: "server-compose-chooses",
    severity: "error",
    comment: "server/compose names concrete implementations, the lab included; pages and commands stay above it.",
    from: { path: "^server/compose(/|\\.ts$)" },
    to: { path: "^(app|cli)/" },
  },
  {
    name: "server-without-react",
    severity: "error",
    comment: "Nothing in the server renders.",
    from: { path: "^(server|machines|collectors|lab|cli)/" },
    to: { path: npm("react", "react-dom", "radix-ui", "lucide-react") },
  },
  only(
    "prisma-in-the-store",
    ["^prisma/generated/", npm("@prisma", "prisma")],
    "^(server/store/|prisma/)",
    "Only server/store speaks Prisma; its functions are named for the question and return domain types.",
  ),
  only("database-in-the-server", npm("pg", "pg-boss"), "^server/(store|database|queue|stream)(/|\\.ts$)", "SQL and queues have four addresses."),
  only(
    "ssh-in-one-place",
    npm("ssh2", "ssh-config", "cpu-features"),
    "^(server/ssh/|lab/replay(/|\\.ts$))",
    "SSH is spoken in server/ssh, and answered in lab/replay.",
  ),
  roomWithNode(
    "app-asks-the-door",
    { path: "^(app/|proxy\\.ts$)", pathNot: "^app/_ui/" },
    ["^app/", SERVER_FOR_PAGES, MACHINES_WITHOUT_ENGINE],
    "Pages and routes write through server/door, read through server/read and follow server/stream. No diagnosis, no collectors.",
  ),
  room(
    "ui-takes-plain-props",
    "^app/_ui/",
    ["^app/_ui/", MACHINES_WITHOUT_ENGINE, SERVER_FOR_PAGES, "node_modules/"],
    "Components render from plain props: React, each other, and the pure parts of machines.",
  ),
  {
    name: "ui-knows-the-server-by-type",
    severity: "error",
    comment: "A component may name a type of what the server hands it, never call the server.",
    from: { path: "^app/_ui/" },
    to: { path: "^server/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "app-has-no-engine-room",
    severity: "error",
    comment: "Pages use neither the database, nor SSH, nor XState directly.",
    from: { path: "^(app/|proxy\\.ts$)" },
    to: { path: [SERVER_PACKAGES, DATABASE] },
  },
  roomWithNode(
    "lab-is-a-patient",
    "^lab/",
    ["^lab/", "^server/ssh/", "^(machines|collectors)/"],
    "The lab plays a host: it knows SSH, recordings and collectors, not the store, the pages or the commands.",
  ),
  {
    name: "lab-knows-machines-by-type",
    severity: "error",
    comment: "The lab uses the words of machines/contract; it never judges.",
    from: { path: "^lab/" },
    to: { path: "^machines/(?!contract/)", dependencyTypesNot: ["type-only"] },
  },
  roomWithNode(
    "cli-is-thin",
    "^cli/",
    ["^(cli|server|lab)/", "^runbooks/index\\.ts$", MACHINES_WITHOUT_ENGINE, "^collectors/index\\.ts$"],
    "A command calls the server, the lab or the runbooks and prints; it never reaches into pages.",
  ),
  {
    name: "nothing-imports-test",
    severity: "error",
    comment: "Test code is for tests.",
    from: { pathNot: "^(test/|vitest\\.config)" },
    to: { path: "^test/" },
  },
  {
    name: "no-circular-imports",
    severity: "error",
    comment: "Two files that need each other are one subject, or a third one is missing.",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-orphans",
    severity: "error",
    comment: "A file that neither imports nor is imported is dead, or its entry is missing.",
    from: {
      orphan: true,
      path: "^(machines|collectors|server|app|lab)/",
      pathNot: ["\\.d\\.ts$", "^app/.*(layout|page|route|loading|error|not-found|manifest|icon|robots)[.]tsx?$", "\\.css$"],
    },
    to: {},
  },
  {
    name: "declared-and-installed",
    severity: "error",
    comment: "An import must resolve, and to a package that package.json names.",
    from: { path: "^(app|machines|runbooks|collectors|server|lab|cli)/" },
    to: { couldNotResolve: true, pathNot: ["\\.css$", "^\\.next/"] },
  },
  {
    name: "nothing-runs-on-dev-packages",
    severity: "error",
    comment: "Culprit runs without devDependencies; only types may come from there.",
    from: { path: "^(app|machines|runbooks|collectors|server|lab|cli)/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["type-only"], pathNot: "(^|/)node_modules/@types/" },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: ["node_modules", "^prisma/generated/"] },
    exclude: { path: ["^(\\.next|\\.culprit|data|docs|test/artefacts|test/run)/", "(^|/)recordings/", "^runbooks/[^/]+/cases/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json", ".d.ts"],
    },
    skipAnalysisNotInRules: true,
  },
};
