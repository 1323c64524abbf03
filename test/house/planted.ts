/** What boundaries.test.ts plants in an empty folder: first a lawful tree, then one forbidden import per file. */

/** A small Culprit in which every import is allowed. */
export const LAWFUL: Readonly<Record<string, string>> = {
  "machines/contract/value.ts": `export type Value = number; export const unknown = 1;`,
  "machines/index.ts": `import type { registry } from "#collectors"; export type R = typeof registry; export const defineRunbook = 1;`,
  "machines/compile.ts": `import { setup } from "xstate"; import type { Value } from "./contract/value.ts"; export const compile = (v: Value) => setup(v);`,
  "machines/step.ts": `export { compile } from "./compile.ts";`,
  "machines/judge.ts": `import type { Value } from "./contract/value.ts"; export const judge = (v: Value) => v;`,
  "machines/explain/index.ts": `import { judge } from "../judge.ts"; export const explain = judge;`,
  "runbooks/index.ts": `import a from "./receive-drops/runbook.ts"; export const all = [a];`,
  "runbooks/receive-drops/runbook.ts": `import { defineRunbook } from "#machines"; export default defineRunbook;`,
  "collectors/index.ts": `import { softnet } from "./softnet/collector.ts"; import { ring } from "./ring/collector.ts"; export const registry = { softnet, ring };`,
  "collectors/failure.ts": `import { unknown } from "#machines/contract/value.ts"; export const parseFailure = unknown;`,
  "collectors/softnet/collector.ts": `import { parse } from "./parse.ts"; export const softnet = parse;`,
  "collectors/softnet/parse.ts": `import { parseFailure } from "../failure.ts"; export const parse = parseFailure;`,
  "collectors/ring/collector.ts": `import { parseFailure } from "../failure.ts"; export const ring = parseFailure;`,
  "server/ssh/transport.ts": `export interface Transport { readonly name: string } export const isFailure = 1;`,
  "server/ssh/connect.ts": `import { Client } from "ssh2"; import type { Transport } from "./transport.ts"; export const connect = (t: Transport) => [Client, t];`,
  "server/ssh/keys.ts": `import { connect } from "./connect.ts"; export interface Keys { readonly a: 1 } export const keys = connect;`,
  "server/store/client.ts": `import { PrismaClient } from "#prisma"; import pg from "pg"; export const client = [PrismaClient, pg];`,
  "server/compose.ts": `import { connect } from "./ssh/connect.ts"; import { replay } from "#lab/replay.ts"; import { client } from "./store/client.ts"; export const compose = [connect, replay, client];`,
  "server/worker.ts": `import { compose } from "./compose.ts"; import { compile } from "#machines/step.ts"; import { all } from "#runbooks"; import { registry } from "#collectors"; export const worker = [compose, compile, all, registry];`,
  "server/door/start.ts": `import { client } from "../store/client.ts"; import type { Transport } from "../ssh/transport.ts"; import type { Keys } from "../ssh/keys.ts"; export const start = (t: Transport, k: Keys) => [client, t, k];`,
  "server/read/history.ts": `import { client } from "../store/client.ts"; export interface Row { readonly id: string } export const history = client;`,
  "app/page.tsx": `import { start } from "#server/door/start.ts"; import { history } from "#server/read/history.ts"; import { Board } from "./_ui/Board.tsx"; export default [start, history, Board];`,
  "app/_ui/Board.tsx": `import react from "react"; import type { Row } from "#server/read/history.ts"; import { explain } from "#machines/explain/index.ts"; export const Board = (r: Row) => [react, r, explain];`,
  "lab/replay.ts": `import { Server } from "ssh2"; import type { Transport } from "#server/ssh/transport.ts"; export const replay = (t: Transport) => [Server, t];`,
  "cli/culprit.ts": `import { worker } from "#server/worker.ts"; import { replay } from "#lab/replay.ts"; import { all } from "#runbooks"; export const main = [worker, replay, all];`,
  "prisma/generated/client.ts": `import { runtime } from "@prisma/client"; export const PrismaClient = runtime;`,
  "test/machines/judge.test.ts": `import { it } from "vitest"; import { judge } from "#machines/judge.ts"; it("judges", judge);`,
};

/** One forbidden import each: the file that is planted, and the rule that must name it. */
export const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ["runbooks-are-data", "runbooks/node/runbook.ts", `import "node:fs"; export default 1;`],
  [
    "runbooks-are-data",
    "runbooks/neighbour/runbook.ts",
    `import other from "../receive-drops/runbook.ts"; export default other;`,
  ],
  [
    "runbooks-are-data",
    "runbooks/deep/runbook.ts",
    `import { unknown } from "#machines/contract/value.ts"; export default unknown;`,
  ],
  [
    "runbooks-index-lists",
    "runbooks/all.ts",
    `import { judge } from "#machines/judge.ts"; export const all = judge;`,
  ],
  [
    "runbooks-never-reach-xstate",
    "runbooks/engine/runbook.ts",
    `import { compile } from "#machines/step.ts"; export default compile;`,
  ],
  [
    "collectors-do-no-io",
    "collectors/files/parse.ts",
    `import { readFileSync } from "node:fs"; export const parse = readFileSync;`,
  ],
  ["collectors-do-no-io", "collectors/zod/parse.ts", `import { z } from "zod"; export const parse = z;`],
  [
    "collectors-do-no-io",
    "collectors/server/parse.ts",
    `import type { Transport } from "#server/ssh/transport.ts"; export type T = Transport;`,
  ],
  [
    "collectors-do-no-io",
    "collectors/judge/parse.ts",
    `import { judge } from "#machines/judge.ts"; export const parse = judge;`,
  ],
  [
    "collectors-stand-alone",
    "collectors/copycat/parse.ts",
    `import { parse } from "../softnet/parse.ts"; export const copy = parse;`,
  ],
  [
    "collectors-stand-alone",
    "collectors/circle/parse.ts",
    `import type { registry } from "../index.ts"; export type R = typeof registry;`,
  ],
  [
    "collectors-never-reach-effects",
    "collectors/reach/parse.ts",
    `import { worker } from "#server/worker.ts"; export const parse = worker;`,
  ],
  [
    "machines-are-pure",
    "machines/clock.ts",
    `import { setTimeout } from "node:timers/promises"; export const wait = setTimeout;`,
  ],
  ["machines-are-pure", "machines/view.ts", `import react from "react"; export const view = react;`],
  [
    "machines-are-pure",
    "machines/stored.ts",
    `import { client } from "#server/store/client.ts"; export const stored = client;`,
  ],
  [
    "machines-are-pure",
    "machines/rows.ts",
    `import type { PrismaClient } from "#prisma"; export type Rows = PrismaClient;`,
  ],
  [
    "machines-know-collectors-by-type",
    "machines/catalogue.ts",
    `import { registry } from "#collectors"; export const catalogue = registry;`,
  ],
  [
    "xstate-in-the-engine",
    "machines/choose.ts",
    `import { setup } from "xstate"; export const choose = setup;`,
  ],
  [
    "xstate-in-the-engine",
    "server/machine.ts",
    `import { setup } from "xstate"; export const machine = setup;`,
  ],
  [
    "words-never-reach-xstate",
    "machines/explain/verdict.ts",
    `import { compile } from "../step.ts"; export const verdict = compile;`,
  ],
  [
    "words-never-reach-xstate",
    "machines/journal/fold.ts",
    `import { compile } from "../compile.ts"; export const fold = compile;`,
  ],
  [
    "server-has-no-screens",
    "server/screens.ts",
    `import { Board } from "#app/_ui/Board.tsx"; export const screens = Board;`,
  ],
  [
    "server-has-no-screens",
    "server/practice.ts",
    `import { replay } from "#lab/replay.ts"; export const practice = replay;`,
  ],
  [
    "server-has-no-screens",
    "server/one.ts",
    `import one from "#runbooks/receive-drops/runbook.ts"; export const it = one;`,
  ],
  [
    "server-compose-chooses",
    "server/compose/pages.ts",
    `import { main } from "#cli/culprit.ts"; export const pages = main;`,
  ],
  ["server-without-react", "server/render.ts", `import react from "react"; export const render = react;`],
  [
    "prisma-in-the-store",
    "server/count.ts",
    `import { PrismaClient } from "#prisma"; export const count = PrismaClient;`,
  ],
  [
    "prisma-in-the-store",
    "server/raw.ts",
    `import type { runtime } from "@prisma/client"; export type Raw = typeof runtime;`,
  ],
  ["database-in-the-server", "lab/rows.ts", `import pg from "pg"; export const rows = pg;`],
  ["ssh-in-one-place", "server/sftp.ts", `import { Client } from "ssh2"; export const sftp = Client;`],
  ["ssh-in-one-place", "cli/ssh.ts", `import { Client } from "ssh2"; export const ssh = Client;`],
  ["app-asks-the-door", "app/a/page.tsx", `import { registry } from "#collectors"; export default registry;`],
  [
    "app-asks-the-door",
    "app/b/page.tsx",
    `import { worker } from "#server/worker.ts"; export default worker;`,
  ],
  [
    "app-asks-the-door",
    "app/c/page.tsx",
    `import { compile } from "#machines/step.ts"; export default compile;`,
  ],
  ["app-has-no-engine-room", "app/d/page.tsx", `import pg from "pg"; export default pg;`],
  [
    "app-never-reaches-ssh",
    "app/e/page.tsx",
    `import { check } from "#server/door/check.ts"; export default check;`,
  ],
  [
    "app-never-reaches-ssh",
    "app/f/page.tsx",
    `import { live } from "#server/read/live.ts"; export default live;`,
  ],
  [
    "app-never-reaches-the-lab",
    "app/g/page.tsx",
    `import { live } from "#server/read/live.ts"; export default [live];`,
  ],
  [
    "ui-takes-plain-props",
    "app/_ui/Reader.tsx",
    `import { readFileSync } from "node:fs"; export const Reader = readFileSync;`,
  ],
  ["ui-takes-plain-props", "app/_ui/Page.tsx", `import page from "../page.tsx"; export const Page = page;`],
  [
    "ui-knows-the-server-by-type",
    "app/_ui/Caller.tsx",
    `import { history } from "#server/read/history.ts"; export const Caller = history;`,
  ],
  [
    "ui-stays-in-the-browser",
    "app/_ui/Heavy.tsx",
    `import { choose } from "#machines/choose.ts"; export const Heavy = choose;`,
  ],
  [
    "lab-is-a-patient",
    "lab/store.ts",
    `import { client } from "#server/store/client.ts"; export const store = client;`,
  ],
  [
    "lab-knows-machines-by-type",
    "lab/judge.ts",
    `import { judge } from "#machines/judge.ts"; export const verdict = judge;`,
  ],
  ["cli-is-thin", "cli/page.ts", `import page from "#app/page.tsx"; export const out = page;`],
  [
    "nothing-imports-test",
    "server/fixture.ts",
    `import "../test/machines/judge.test.ts"; export const fixture = 1;`,
  ],
  ["no-circular-imports", "server/egg.ts", `import { hen } from "./hen.ts"; export const egg = () => hen;`],
  [
    "no-dead-files",
    "server/attic.ts",
    `import { client } from "./store/client.ts"; export const attic = client;`,
  ],
  [
    "declared-and-installed",
    "server/lost.ts",
    `import { x } from "./nowhere.ts"; import "left-pad"; export const lost = x;`,
  ],
  [
    "nothing-runs-on-dev-packages",
    "server/tested.ts",
    `import { it } from "vitest"; export const tested = it;`,
  ],
];

/** Allowed by every rule on its own; what is planted leads through it. */
export const SUPPORT: Readonly<Record<string, string>> = {
  "server/hen.ts": `import { egg } from "./egg.ts"; export const hen = () => egg;`,
  "server/door/check.ts": `import { keys } from "../ssh/keys.ts"; export const check = keys;`,
  "server/read/live.ts": `export const live = () => import("../compose.ts");`,
};
