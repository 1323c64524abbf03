import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "#server/root.ts";
import { temporaryFolder } from "../server/store/test-database.ts";

/**
 * A clone with Culprit's own bootstrap, the real npm, and three small programs in place of Prisma, Next and the server:
 * what is tested is what runs when, and that nothing of it is left.
 */
export interface SmallClone {
  readonly path: string;
  write(file: string, text: string): void;
  /** How often each step ran. */
  runs(step: "generated" | "built"): number;
  start(options?: StartOptions): Start;
  remove(): void;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Through `npm start`, as people do it. */
  readonly throughNpm?: boolean;
  /** Through npm in the background of a shell that ends at once. */
  readonly shell?: boolean;
  readonly uid?: number;
}

export interface Start {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves when the text appears; rejects when the process ends without it. */
  until(text: string): Promise<void>;
  /** Everybody who could print has ended. */
  readonly ended: Promise<number | null>;
  /** The process that was started has ended. */
  readonly shellEnded: Promise<number | null>;
  /** Processes of this start that are alive. */
  processes(): readonly number[];
}

const NOTE = (file: string) =>
  `const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs"); appendFileSync(${JSON.stringify(file)}, "x\\n");`;

export const makeClone = (name: string): SmallClone => {
  const folder = temporaryFolder(`clone ${name}`);
  const path = join(folder.path, "clo ne");
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  cpSync(join(projectRoot(), "cli", "bootstrap"), join(path, "cli", "bootstrap"), { recursive: true });
  write(
    "package.json",
    JSON.stringify({
      name: "small",
      private: true,
      type: "module",
      scripts: { start: "node cli/bootstrap/start.mjs" },
      dependencies: { next: "file:tools/next", prisma: "file:tools/prisma" },
    }),
  );
  for (const tool of ["next", "prisma"]) write(`tools/${tool}/package.json`, JSON.stringify({ name: tool, version: "1.0.0" }));
  write("prisma/schema.prisma", "first");
  write("app/page.tsx", "first");
  write(
    "tools/prisma/build/index.js",
    `${NOTE("generated.log")} mkdirSync("prisma/generated", { recursive: true }); writeFileSync("prisma/generated/client.ts", "");`,
  );
  write(
    "tools/next/dist/bin/next",
    `${NOTE("built.log")}
if (process.env.SMALL_BREAK) { console.log("Module not found: no-such-module"); process.exit(1); }
console.log("BUILDING"); writeFileSync("building", "");
setTimeout(() => { mkdirSync(".next", { recursive: true }); writeFileSync(".next/BUILD_ID", "1"); }, Number(process.env.SMALL_BUILD_MS ?? 0));`,
  );
  write(
    "cli/culprit.ts",
    `const said: string = process.argv.slice(2).join(" ");
console.log("SERVING " + said + " on " + process.version);
const timer = setInterval(() => undefined, 1000);
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => { console.log("STOPPING"); clearInterval(timer); });`,
  );
  execFileSync("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: path, stdio: "ignore" });
  const log = (step: string): string => (existsSync(join(path, `${step}.log`)) ? readFileSync(join(path, `${step}.log`), "utf8") : "");
  return {
    path,
    write,
    runs: (step) => log(step).split("\n").length - 1,
    start: (options = {}) => start(path, options),
    remove: () => folder.remove(),
  };
};

const start = (
  path: string,
  { args = [], node = process.execPath, env = {}, throughNpm = false, shell = false, uid }: StartOptions,
): Start => {
  const mark = `SMALL_MARK=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const command = shell
    ? ["/bin/sh", "-c", "nohup npm start & sleep 3"]
    : throughNpm
      ? ["npm", "start", "--", ...args]
      : [node, "cli/bootstrap/start.mjs", ...args];
  const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|NODE_|VITEST|CULPRIT)/.test(key)));
  const child = spawn(command[0] ?? "", command.slice(1), {
    cwd: path,
    detached: throughNpm,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...clean, NODE_ENV: "production", [name]: value, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const shellEnded = once(child, "exit").then(([code]) => code as number | null);
  return {
    child,
    output: () => output,
    ended,
    shellEnded,
    until: async (text) => {
      for (;;) {
        if (output.includes(text)) return;
        const isOver = await Promise.race([ended.then(() => true), new Promise<boolean>((done) => setTimeout(done, 25, false))]);
        if (isOver && !output.includes(text)) throw new Error(`It ended without "${text}":\n${output}`);
      }
    },
    processes: () =>
      readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry))
        .map(Number)
        .filter((pid) => environment(pid).includes(mark)),
  };
};

const environment = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return ""; // Ended meanwhile.
  }
};
