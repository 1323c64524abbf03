import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { afterEach, expect, it } from "vitest";
import { compose } from "#server/ssh/frame.ts";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** The function of the host's program that lists what is below a process, as a shell would define it. */
function listing(): string {
  const { exec, stdin } = compose({ mode: "batch", nonce: "0".repeat(24), lifeSeconds: 5, commands: [] });
  const program = `${exec}\n${stdin ?? ""}`.replaceAll(`'\\''`, "'");
  const found = /d\(\)\{ .*?done; done; \};/.exec(program);
  if (found === null) throw new Error("the program has no d()");
  return found[0];
}

/** A process of somebody else whose number is another process's number and the digit 1. */
async function bystander(): Promise<number> {
  for (;;) {
    const child = spawn("sleep", ["30"], { stdio: "ignore" });
    started.push(child);
    await new Promise((done) => child.once("spawn", done));
    if (child.pid !== undefined && child.pid % 10 === 1) return child.pid;
  }
}

it("a process whose number merely begins like the batch's is not taken for a part of it", async () => {
  const pid = await bystander();
  const root = Math.floor(pid / 10);
  const listed = execFileSync("sh", ["-c", `${listing()} d ${root} 0; echo "$o"; d ${pid} 0 1; echo "$o"`], { encoding: "utf8" }).split(
    "\n",
  );
  expect(listed[0]?.split(" ")).not.toContain(String(pid));
  expect(listed[1]?.split(" ")).toContain(String(pid));
});
