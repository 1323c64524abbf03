/**
 * Who may import whom. ARCHITECTURE.md says why; this file is what refuses.
 * What may be *reached* at run time, through any number of imports, is in test/run/reach.cjs. Both run in `npm test`.
 */

/** A package wherever npm put it. */
const npm = (...names) => `(^|/)node_modules/(${names.join("|")})/`;

const ROOMS = "^(app|machines|runbooks|collectors|interventions|server|lab|cli|prisma|test)/";
const PRODUCT = "^(app/|(?:proxy|instrumentation)\\.ts$|machines/|runbooks/|collectors/|interventions/|server/|lab/|cli/|prisma/)";
const APP = "^(app/|(?:proxy|instrumentation)\\.ts$)";
/** The parts of machines that build and walk statecharts; the rest is plain functions over data. */
const ENGINE = "^machines/(compile|step)(/|\\.ts$)";
const MACHINES_WITHOUT_ENGINE = "^machines/(?!(compile|step)(/|\\.ts$))";
const SERVER_FOR_PAGES = "^server/(door|read|stream)(/|\\.ts$)";
const COMPOSE = "^server/compose(/|\\.ts$)";
const SERVER_PACKAGES = npm("xstate", "ssh2", "ssh-config", "pg", "pg-boss", "@prisma", "prisma");

/** Where Node or Next starts reading. */
const ENTRIES = [
  "^app/.*(layout|page|route|loading|error|not-found|manifest|icon|robots)[.]tsx?$",
  "^proxy[.]ts$",
  "^instrumentation[.]ts$",
  "^cli/culprit[.](mjs|ts)$",
  "^cli/bootstrap/",
  // Programs that run on lab hosts, started as processes of their own.
  "^lab/programs/(?!program[.]ts$).*[.]ts$",
  "^prisma/[^/]+$",
];

const forbid = ({ name, comment, from, to }) => ({ name, comment, severity: "error", from, to });

/** A room without Node: it imports what is listed, and nothing else in the world. */
const pureRoom = ({ may, ...rule }) => forbid({ ...rule, to: { pathNot: may } });

/** A room with Node and packages: of our own files it imports what is listed. */
const room = ({ may, ...rule }) => forbid({ ...rule, to: { path: ROOMS, pathNot: may } });

/** Something that only the named places may import. */
const only = ({ what, where, ...rule }) => forbid({ ...rule, from: { path: PRODUCT, pathNot: where }, to: { path: what } });

const pureRooms = [
  pureRoom({
    name: "runbooks-are-data",
    from: { path: "^runbooks/[^/]+/" },
    may: ["^machines/index\\.ts$"],
    comment: "A runbook imports the author's door and nothing else: it is data. A missing reading is a new collector, in its own change.",
  }),
  pureRoom({
    name: "runbooks-index-lists",
    from: { path: "^runbooks/[^/]+\\.ts$" },
    may: ["^machines/(index\\.ts$|contract/)", "^runbooks/[^/]+/runbook\\.ts$"],
    comment: "runbooks/index.ts lists runbooks, one line each.",
  }),
  pureRoom({
    name: "collectors-do-no-io",
    from: { path: "^collectors/" },
    may: ["^collectors/", "^machines/contract/"],
    comment: "A collector is an argv and a pure parser: no files, no network, no packages, nothing of the server.",
  }),
  forbid({
    name: "collectors-stand-alone",
    from: { path: "^collectors/([^/]+)/" },
    to: { path: "^collectors/([^/]+/|index\\.ts$)", pathNot: "^collectors/$1/" },
    comment: "One collector never reads another one's folder. What two of them need lies beside the folders, named after its subject.",
  }),
  pureRoom({
    name: "interventions-are-data",
    from: { path: "^interventions/" },
    may: ["^interventions/", "^machines/contract/"],
    comment: "What may be changed on a host is a list of commands with typed slots: nothing in it runs here.",
  }),
  pureRoom({
    name: "machines-are-pure",
    from: { path: "^machines/" },
    may: ["^machines/", "^collectors/index\\.ts$", npm("xstate")],
    comment: "The judgement does no I/O: no Node, no React, no database, no server. It names the reading that it wants.",
  }),
  forbid({
    name: "machines-know-collectors-by-type",
    from: { path: "^machines/" },
    to: { path: "^collectors/", dependencyTypesNot: ["type-only"] },
    comment: "machines may use the types of the registry, never its parsers: they are handed in as the catalogue.",
  }),
  pureRoom({
    name: "scorer-knows-no-engine",
    from: { path: "^cli/bench/(score|statistics)/" },
    may: ["^cli/bench/(score|statistics)/", "^lab/faults/fault\\.ts$"],
    comment: "What judges the verdicts knows the truth and what was printed: nothing of the engine, so it cannot share its mistakes.",
  }),
  forbid({
    name: "scorer-knows-the-lab-by-type",
    from: { path: "^cli/bench/(score|statistics)/" },
    to: { path: "^lab/", dependencyTypesNot: ["type-only"] },
    comment: "The truth of a fault is handed in as data.",
  }),
  pureRoom({
    name: "ui-takes-plain-props",
    from: { path: "^app/_ui/" },
    may: ["^app/_ui/", MACHINES_WITHOUT_ENGINE, SERVER_FOR_PAGES, "node_modules/"],
    comment: "Components render from plain props: React, each other, and the pure parts of machines.",
  }),
  forbid({
    name: "ui-knows-the-server-by-type",
    from: { path: "^app/_ui/" },
    to: { path: "^server/", dependencyTypesNot: ["type-only"] },
    comment: "A component may name a type of what the server hands it, never call the server.",
  }),
];

const roomsWithNode = [
  room({
    name: "server-has-no-screens",
    from: { path: "^server/", pathNot: COMPOSE },
    may: ["^(server|machines|collectors)/", "^(runbooks|interventions)/index\\.ts$", "^prisma/generated/"],
    comment: "The server never imports pages, commands or the lab (the lab only through server/compose).",
  }),
  room({
    name: "server-compose-chooses",
    from: { path: COMPOSE },
    may: ["^(server|machines|collectors|lab)/", "^runbooks/index\\.ts$"],
    comment: "server/compose names concrete implementations, the lab included; pages and commands stay above it.",
  }),
  room({
    name: "app-asks-the-door",
    from: { path: APP, pathNot: "^app/_ui/" },
    may: ["^app/", SERVER_FOR_PAGES, MACHINES_WITHOUT_ENGINE],
    comment: "Pages and routes write through server/door, read through server/read and follow server/stream. No diagnosis, no collectors.",
  }),
  room({
    name: "lab-is-a-patient",
    from: { path: "^lab/" },
    may: ["^lab/", "^server/(ssh/|public-key[.]ts$)", "^(machines|collectors)/"],
    comment: "The lab plays a host: it knows SSH, recordings and collectors, not the store, the pages or the commands.",
  }),
  forbid({
    name: "lab-knows-machines-by-type",
    from: { path: "^lab/" },
    to: { path: "^machines/(?!contract/)", dependencyTypesNot: ["type-only"] },
    comment: "The lab uses the words of machines/contract; it never judges.",
  }),
  room({
    name: "cli-is-thin",
    from: { path: "^cli/" },
    may: ["^(cli|server|lab)/", "^runbooks/index\\.ts$", MACHINES_WITHOUT_ENGINE, "^collectors/index\\.ts$", "^interventions/index\\.ts$"],
    comment: "A command calls the server, the lab or the runbooks and prints; it never reaches into pages.",
  }),
  forbid({
    name: "nothing-imports-test",
    from: { pathNot: "^(test/|vitest\\.config)" },
    to: { path: "^test/" },
    comment: "Test code is for tests.",
  }),
];

const packages = [
  only({
    name: "xstate-in-the-engine",
    what: npm("xstate", "@xstate"),
    where: ENGINE,
    comment: "Only machines/compile and machines/step know XState; everything else sees plain data.",
  }),
  only({
    name: "prisma-in-the-store",
    what: ["^prisma/generated/", npm("@prisma", "prisma")],
    where: "^(server/store/|prisma/)",
    comment: "Only server/store speaks Prisma; its functions are named for the question and return domain types.",
  }),
  only({
    name: "database-in-the-server",
    what: npm("pg", "pg-boss"),
    where: "^(server/(store|database|queue|stream)(/|\\.ts$)|prisma/)",
    comment: "SQL and queues have four addresses: server/store, server/database, server/queue, server/stream.",
  }),
  only({
    name: "ssh-in-one-place",
    what: npm("ssh2", "ssh-config", "cpu-features"),
    where: "^(server/ssh/|lab/replay(/|\\.ts$))",
    comment: "SSH is spoken in server/ssh, and answered in lab/replay.",
  }),
  forbid({
    name: "app-has-no-engine-room",
    from: { path: APP },
    to: { path: SERVER_PACKAGES },
    comment: "Pages use neither the database, nor SSH, nor XState directly.",
  }),
  forbid({
    name: "server-without-react",
    from: { path: "^(server|machines|collectors|lab|cli)/" },
    to: { path: npm("react", "react-dom", "radix-ui", "lucide-react") },
    comment: "Nothing below the pages renders.",
  }),
  forbid({
    name: "declared-and-installed",
    from: { path: PRODUCT },
    to: { couldNotResolve: true, pathNot: ["\\.css$", "^\\.next/"] },
    comment: "An import must resolve, and to a package that package.json names.",
  }),
  forbid({
    name: "nothing-runs-on-dev-packages",
    from: { path: PRODUCT, pathNot: "^prisma/" },
    to: {
      dependencyTypes: ["npm-dev", "npm-no-pkg"],
      dependencyTypesNot: ["type-only"],
      pathNot: "(^|/)node_modules/@types/",
    },
    comment: "Culprit runs without devDependencies (prisma/ holds the tool that writes migrations); only types may come from there.",
  }),
];

const shape = [
  forbid({
    name: "no-circular-imports",
    from: {},
    to: { circular: true },
    comment: "Two files that need each other are one subject, or a third one is missing.",
  }),
  forbid({
    name: "no-dead-files",
    from: { path: ENTRIES },
    to: { path: PRODUCT, pathNot: [...ENTRIES, "\\.css$"], reachable: false },
    comment: "No page, route or command leads here: the file is dead, or used by tests alone.",
  }),
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [...pureRooms, ...roomsWithNode, ...packages, ...shape],
  options: {
    doNotFollow: { path: ["node_modules", "^prisma/generated/"] },
    exclude: {
      path: ["^(\\.next|\\.culprit|data|docs|test/artefacts|test/run)/", "(^|/)recordings/", "^runbooks/[^/]+/cases/"],
    },
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
