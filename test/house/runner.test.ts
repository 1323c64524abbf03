import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../run/child.mjs";
import { grouped, select } from "../run/steps.mjs";
import { addTests, fail, judgeUnsteady, newTally, pass, summary } from "../run/tally.mjs";

const report = (tests: readonly object[], broken: readonly string[] = []) => ({
  tests,
  broken,
  reason: "passed",
});
const one = (state: string, why: string | null = null) => ({ file: "test/a.test.ts", name: "a", state, why });

describe("the count at the end", () => {
  it("adds checks and tests, and lists why tests were skipped", () => {
    const tally = newTally();
    pass(tally);
    fail(tally, "lint: exit code 1");
    const wrong = null;
    addTests(tally, { name: "unit", report: report([one("passed"), one("skipped", "needs root")]), wrong });
    expect(summary(tally).at(-1)).toBe("2 passed, 1 failed, 1 skipped");
    expect(summary(tally).join("\n")).toMatch(/Skipped:\n {2}needs root\n {4}test\/a\.test\.ts > a\nFailed:\n {2}lint/u);
  });

  it.each([
    ["a crash without a report", { report: null, wrong: "ended by SIGKILL" }],
    ["a run of nothing", { report: report([]), wrong: null }],
    ["a skip without a reason", { report: report([one("skipped")]), wrong: null }],
    ["an error outside any test", { report: report([one("passed")], ["outside any test: boom"]), wrong: "exit code 1" }],
    ["a crash after every test passed", { report: report([one("passed")]), wrong: "exit code 1" }],
  ])("counts %s as failed", (_, { report: told, wrong }) => {
    const tally = newTally();
    addTests(tally, { name: "unit", report: told, wrong });
    expect(tally.failed).toBe(1);
  });
});

describe("a test that passes at its second try", () => {
  const judged = (count: number) => {
    const tally = newTally();
    const tests = Array.from({ length: count }, () => ({ ...one("passed"), firstTry: "the note was not there" }));
    addTests(tally, { name: "unit", report: report(tests), wrong: null });
    judgeUnsteady(tally);
    return tally;
  };

  it("counts as passed, and is listed with how it failed", () => {
    expect(summary(judged(1))).toEqual([
      "Passed at the second try:",
      "  test/a.test.ts > a",
      "    at first: the note was not there",
      "",
      "1 passed, 0 failed, 0 skipped",
    ]);
  });

  it("fails the run when there are many of them", () => {
    expect(judged(4).failed).toBe(0);
    expect(judged(5).failed).toBe(1);
  });

  it("is told so by the reporter; what a property test found is not tried again", async () => {
    // Below the repository: the file has to find vitest.
    const artefacts = resolve(import.meta.dirname, "../artefacts");
    await mkdir(artefacts, { recursive: true });
    const place = await mkdtemp(join(artefacts, "second-try-"));
    try {
      await writeFile(
        join(place, "flaky.test.ts"),
        `import { expect, it } from "vitest";
         let tries = 0;
         it("steady", () => {});
         it("unsteady", () => { tries += 1; expect(tries, "tries").toBe(2); });
         let found = 0;
         it("property", () => { found += 1; if (found === 1) throw new Error("Property failed after 3 tests"); });`,
      );
      const retry = `{ count: 1, condition: /^(?![\\s\\S]*Property failed after)/u }`;
      await writeFile(join(place, "vitest.config.mjs"), `export default { test: { retry: ${retry} } };`);
      const reporter = resolve(import.meta.dirname, "../run/reporter.mjs");
      const vitest = resolve(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
      const tallyFile = join(place, "tally.json");
      await run([process.execPath, vitest, "run", "--root", place, "--configLoader=native", `--reporter=${reporter}`], {
        cwd: place,
        env: { ...process.env, CULPRIT_TALLY: tallyFile },
        limitMs: 60_000,
        hear: () => undefined,
      });
      const { tests } = JSON.parse(await readFile(tallyFile, "utf8")) as { tests: { name: string; state: string; firstTry?: string }[] };
      expect(tests.map(({ name, state, firstTry }) => [name, state, firstTry?.includes("tries") ?? false])).toEqual([
        ["steady", "passed", false],
        ["unsteady", "passed", true],
        ["property", "failed", false],
      ]);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });
});

describe("choosing what runs", () => {
  const files = ["test/machines/judge.test.ts", "test/incident/judge.test.ts", "test/browser/walk.test.ts"];
  const names = (...filters: string[]) => select(filters, files).steps.map(({ name }) => name);

  it("runs everything without a filter", () => {
    expect(names()).toEqual(["unit", "engine", "lint", "types", "format", "boundaries", "build", "networks", "browser"]);
  });

  const groups = (...filters: string[]) => grouped(select(filters, files).steps).map((group) => group.map(({ name }) => name));

  it("runs beside what often waits whatever only reads the sources; nothing beside the networks", () => {
    expect(groups()).toEqual([["unit", "engine", "lint", "types", "format", "boundaries"], ["build"], ["networks"], ["browser"]]);
  });

  it("runs checks side by side without it, and the build after them", () => {
    expect(groups("lint", "types", "build", "browser")).toEqual([["lint", "types"], ["build"], ["browser"]]);
  });

  it("runs a step by its name, and test files by a part of their path", () => {
    expect(names("lint")).toEqual(["lint"]);
    expect(select(["judge"], files).steps.map(({ name, own }) => [name, own])).toEqual([
      ["engine", ["test/machines/judge.test.ts"]],
      ["networks", ["test/incident/judge.test.ts"]],
    ]);
  });

  it("builds before walks in a browser", () => {
    expect(names("walk")).toEqual(["build", "browser"]);
  });

  it("tells a filter that matches nothing", () => {
    expect(select(["nonsense"], files)).toEqual({ steps: [], unmatched: ["nonsense"] });
  });
});

describe("one command of a step", () => {
  let place = "";
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "culprit runner "));
  });
  afterAll(() => rm(place, { recursive: true, force: true }));

  const node = (script: string, limitMs = 20_000) =>
    run([process.execPath, "-e", script], { cwd: place, env: { ...process.env, PLACE: place }, limitMs });
  /** A zombie has ended; who should reap it is gone. */
  const isAlive = async (pid: number): Promise<boolean> => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z");
    return !stat.slice(stat.lastIndexOf(")")).startsWith(") Z");
  };
  const pidIn = async (file: string): Promise<number> => Number(await readFile(join(place, file), "utf8"));

  it("says nothing when it ended well, and how it ended when not", async () => {
    expect(await node("")).toBeNull();
    expect(await node("process.exit(3)")).toBe("exit code 3");
    expect(await node("process.kill(process.pid, 'SIGKILL')")).toBe("ended by SIGKILL");
    expect(await run(["/nowhere/at-all"], { cwd: place, env: {}, limitMs: 1_000 })).toMatch(/^could not start/u);
  });

  it("is ended with everything below it when its time is over, even what ignores the request", async () => {
    const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`;
    await writeFile(join(place, "stubborn.cjs"), stubborn);
    const script = `
      const child = require("node:child_process").spawn(process.execPath, [process.env.PLACE + "/stubborn.cjs"], { detached: true });
      require("node:fs").writeFileSync(process.env.PLACE + "/stubborn.pid", String(child.pid));
      setInterval(() => {}, 1000);`;
    expect(await node(script, 1_500)).toMatch(/^took longer than/u);
    // Whoever is killed is gone when its parent, or the machine\'s first process, has taken note.
    await expect.poll(async () => isAlive(await pidIn("stubborn.pid")), { timeout: 5_000 }).toBe(false);
  }, 30_000);

  it("ends alone: what runs beside it goes on, and what it printed is heard to the last word", async () => {
    const heard: string[] = [];
    const hear = (text: string): void => void heard.push(text);
    const untilTold = "until [ -e first-ended ]; do sleep 0.05; done; echo beside";
    const beside = run(["sh", "-c", untilTold], { cwd: place, env: process.env, limitMs: 20_000, hear });
    expect(await run(["sh", "-c", "echo first; exit 3"], { cwd: place, env: process.env, limitMs: 20_000, hear })).toBe("exit code 3");
    expect(heard.join("")).toBe("first\n");
    await writeFile(join(place, "first-ended"), "");
    expect(await beside).toBeNull();
    expect(heard.join("")).toBe("first\nbeside\n");
  });

  it("leaves no daemon behind when it ended well", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
      child.unref();
      require("node:fs").writeFileSync(process.env.PLACE + "/daemon.pid", String(child.pid));`;
    expect(await node(script)).toBeNull();
    // Whoever is killed is gone when its parent, or the machine\'s first process, has taken note.
    await expect.poll(async () => isAlive(await pidIn("daemon.pid")), { timeout: 5_000 }).toBe(false);
  });

  it("leaves nothing when the runner is interrupted", async () => {
    const module = JSON.stringify(resolve(import.meta.dirname, "../run/child.mjs"));
    const script = `
      const { run, interrupt } = await import(${module});
      process.on("SIGINT", () => interrupt("SIGINT"));
      console.log(await run(["sh", "-c", "echo $$ > interrupted.pid; sleep 300"], { cwd: process.env.PLACE, env: process.env, limitMs: 60000 }));`;
    const runner = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, PLACE: place },
    });
    let said = "";
    runner.stdout.on("data", (data: Buffer) => (said += data.toString()));
    await expect.poll(() => pidIn("interrupted.pid").catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
    runner.kill("SIGINT");
    await once(runner, "exit");
    expect(said.trim()).toBe("interrupted by SIGINT");
    // Whoever is killed is gone when its parent, or the machine\'s first process, has taken note.
    await expect.poll(async () => isAlive(await pidIn("interrupted.pid")), { timeout: 5_000 }).toBe(false);
  }, 20_000);
});
