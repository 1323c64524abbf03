import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { makeClone } from "./small-clone.ts";
import type { SmallClone, Start, StartOptions } from "./small-clone.ts";
import { describeUnless, itUnless, missing } from "../needs.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0).toReversed()) step();
});
const clone = (name = "plain"): SmallClone => {
  const made = makeClone(name);
  cleanUp.push(() => made.remove());
  return made;
};
const begin = (where: SmallClone, options: StartOptions = {}): Start => {
  const started = where.start(options);
  cleanUp.push(() => {
    for (const pid of started.processes()) process.kill(pid, "SIGKILL");
  });
  return started;
};
/** Starts, waits until it serves, stops it; gives what it printed and how long it took. */
const serveOnce = async (where: SmallClone, options: StartOptions = {}): Promise<{ output: string; ms: number }> => {
  const since = performance.now();
  const started = begin(where, options);
  await started.until("SERVING");
  const ms = performance.now() - since;
  started.child.kill("SIGTERM");
  await started.ended;
  await expect.poll(() => started.processes()).toEqual([]);
  return { output: started.output(), ms };
};
const nothingLeft = (started: Start) => expect.poll(() => started.processes(), { timeout: 8000 }).toEqual([]);

describe("npm start", { timeout: 60_000 }, () => {
  it("installs, generates, builds and serves with the given arguments; the second time it only serves", async () => {
    const small = clone();
    const first = await serveOnce(small, { args: ["--port", "4000", "--data", "/x y"] });
    expect(first.output).toMatch(/Installing packages[^]*Generating[^]*Building[^]*SERVING serve --port 4000 --data \/x y on v2[4-9]/);
    expect(first.output).not.toContain("BUILDING");
    const second = await serveOnce(small);
    expect(second.output).toMatch(/^SERVING serve on \S+\nSTOPPING\n$/);
    expect(second.ms).toBeLessThan(3000);
  });

  it("does again only what has changed", async () => {
    const small = clone();
    await serveOnce(small);
    const runs = () => [small.runs("generated"), small.runs("built")];
    expect(runs()).toEqual([1, 1]);
    utimesSync(join(small.path, "app", "page.tsx"), new Date(), new Date());
    await serveOnce(small);
    expect(runs()).toEqual([1, 1]);
    small.write("app/page.tsx", "second");
    await serveOnce(small);
    expect(runs()).toEqual([1, 2]);
    small.write("prisma/schema.prisma", "second");
    await serveOnce(small);
    expect(runs()).toEqual([2, 3]);
    appendFileSync(join(small.path, "package-lock.json"), "\n");
    expect((await serveOnce(small)).output).toContain("Installing packages");
    rmSync(join(small.path, "node_modules"), { recursive: true });
    expect((await serveOnce(small)).output).toContain("Installing packages");
    rmSync(join(small.path, ".next"), { recursive: true });
    expect((await serveOnce(small)).output).toMatch(/^Building/);
  });

  it("takes packages that somebody installed by hand, when they are the right ones", async () => {
    const small = clone();
    await serveOnce(small);
    rmSync(join(small.path, "node_modules", ".culprit-installed"));
    expect((await serveOnce(small)).output).not.toContain("Installing");
    const record = join(small.path, "node_modules", ".package-lock.json");
    writeFileSync(record, readFileSync(record, "utf8").replaceAll("1.0.0", "0.9.0"));
    expect((await serveOnce(small)).output).toContain("Installing");
  });

  it("prepares once when two are started at the same moment", async () => {
    const small = clone();
    const env = { SMALL_BUILD_MS: "500" };
    const both = [begin(small, { env }), begin(small, { env })];
    await Promise.all(both.map((one) => one.until("SERVING")));
    expect([small.runs("generated"), small.runs("built")]).toEqual([1, 1]);
    expect(both.filter((one) => one.output().includes("Waiting for another start"))).toHaveLength(1);
  });

  it("shows what a failed step printed, and tries again at the next start", async () => {
    const small = clone();
    const failed = begin(small, { env: { SMALL_BREAK: "1" } });
    expect(await failed.ended).toBe(1);
    expect(failed.output()).toMatch(/Module not found: no-such-module\nBuilding the pages failed \(exit code 1\)\./);
    expect(failed.output()).not.toMatch(/\bat .*\.mjs/);
    await serveOnce(small);
    expect(small.runs("built")).toBe(2);
  });

  it("says that the registry cannot be reached, and what to do", async () => {
    const small = clone();
    small.write("package.json", readFileSync(join(small.path, "package.json"), "utf8").replace('"next":', '"clsx":"2.1.1","next":'));
    const lock = JSON.parse(readFileSync(join(small.path, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
    };
    lock.packages[""] = { ...lock.packages[""], dependencies: { clsx: "2.1.1", ...lock.packages[""]?.dependencies } };
    lock.packages["node_modules/clsx"] = { version: "2.1.1" };
    small.write("package-lock.json", JSON.stringify(lock));
    const offline = begin(small, { env: { npm_config_registry: "http://127.0.0.1:9", npm_config_cache: join(small.path, "cache") } });
    expect(await offline.ended).toBe(1);
    expect(offline.output()).toMatch(/Installing packages failed: The package registry could not be reached\.\nCheck the network/);
  });

  itUnless(
    missing("root", "a clone for all accounts"),
    "serves another user from a folder that was prepared; else it says what that user may not write",
    async () => {
      const small = clone();
      const refused = begin(small, { uid: 65_534, env: { HOME: "/nonexistent" } });
      expect(await refused.ended).toBe(1);
      expect(refused.output()).toContain("may not be written by this user");
      await serveOnce(small);
      expect((await serveOnce(small, { uid: 65_534 })).output).toMatch(/^SERVING/);
    },
  );

  describe.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)("ended by %s", (signal) => {
    it("while it builds, leaves no process", async () => {
      const small = clone();
      const started = begin(small, { env: { SMALL_BUILD_MS: "60000" } });
      await expect.poll(() => existsSync(join(small.path, "building")), { timeout: 30_000 }).toBe(true);
      expect(started.processes().length).toBeGreaterThan(1);
      started.child.kill(signal);
      await started.ended;
      await nothingLeft(started);
      if (signal !== "SIGKILL") expect(started.output()).toContain(`${signal}: stopped before Culprit was started.`);
    });

    /** Ctrl-C reaches everybody in the terminal; npm itself waits for its child then. */
    const endNpm = ({ child }: Start): unknown => (signal === "SIGINT" ? process.kill(-(child.pid ?? 0), signal) : child.kill(signal));

    it("under npm, at any time, leaves no process", async () => {
      const small = clone();
      const building = begin(small, { throughNpm: true, env: { SMALL_BUILD_MS: "60000" } });
      await expect.poll(() => existsSync(join(small.path, "building")), { timeout: 30_000 }).toBe(true);
      endNpm(building);
      await nothingLeft(building);
      const serving = begin(small, { throughNpm: true });
      await serving.until("SERVING");
      endNpm(serving);
      await nothingLeft(serving);
    });
  });
});

describe("a start whose shell ends", { timeout: 60_000 }, () => {
  it("goes on, as after nohup", async () => {
    const small = clone();
    const started = begin(small, { shell: true });
    await started.until("SERVING");
    expect(await started.shellEnded).toBe(0);
    await wait(2500);
    expect(started.output()).not.toContain("STOPPING");
    expect(started.processes().length).toBeGreaterThan(0);
    // The first that ends may take the others with it.
    for (const pid of started.processes()) spawnSync("kill", ["-TERM", String(pid)]);
    await nothingLeft(started);
  });
});

const OLD_NODE = ["/usr/bin/node", "/usr/local/bin/node"].find(
  (node) => existsSync(node) && Number(spawnSync(node, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }).stdout) < 24,
);

describeUnless(OLD_NODE === undefined ? "this machine has no older Node" : null, "npm start under an older Node", () => {
  /** The Node that runs the tests stands where a fetched one would be. */
  const withNode = (): SmallClone => {
    const small = clone("old");
    const bin = join(small.path, ".culprit", "node", "node_modules", `node-${process.platform}-${process.arch}`, "bin");
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, "node"));
    return small;
  };
  const old = { node: OLD_NODE ?? "" };

  it("hands over to Node 24, with arguments, exit code and signals", async () => {
    const small = withNode();
    const { output } = await serveOnce(small, { ...old, args: ["--port", "0"] });
    expect(output).toMatch(/SERVING serve --port 0 on v24[^]*STOPPING/);
    small.write("cli/culprit.ts", "process.exitCode = 3;");
    const ended = begin(small, old);
    expect(await ended.ended).toBe(3);
  });

  it.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("leaves no process when it is ended by %s", async (signal) => {
    const small = withNode();
    const started = begin(small, old);
    await started.until("SERVING");
    started.child.kill(signal);
    await nothingLeft(started);
  });

  it("says what failed when Node 24 cannot be fetched", async () => {
    const small = clone("no network");
    const env = { npm_config_registry: "http://127.0.0.1:9", npm_config_cache: join(small.path, "cache"), HOME: small.path };
    const offline = begin(small, { ...old, env });
    expect(await offline.ended).toBe(1);
    expect(offline.output()).toMatch(
      /Culprit runs on Node 24; this is v[^]*Fetching Node 24\.\d+\.\d+ failed: The package registry could not be reached\./,
    );
    chmodSync(small.path, 0o755);
  });
});
