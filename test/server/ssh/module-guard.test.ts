import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { script } from "#server/ssh/frame.ts";

const NONCE = "0123456789abcdef01234567";
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

interface Kernel {
  readonly loaded?: readonly string[];
  readonly builtin?: readonly string[];
  readonly modular?: boolean;
  readonly modulesDisabled?: boolean;
  /** Functions that the kernel has, as /proc/kallsyms prints them to anybody. */
  readonly symbols?: readonly string[];
  readonly packetSockets?: boolean;
}

/** The real script under a real sh, which looks at a kernel of our making: only the paths it asks about are moved. */
async function answer(shell: readonly [string, ...string[]], kernel: Kernel, wouldLoad: readonly string[]): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "culprit-kernel-"));
  folders.push(root);
  const release = execFileSync("uname", ["-r"]).toString().trim();
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  mkdirSync(join(root, "sys/module"), { recursive: true });
  for (const name of kernel.loaded ?? []) mkdirSync(join(root, "sys/module", name));
  if (kernel.modular !== false) put("proc/modules", "");
  if (kernel.modulesDisabled !== undefined) put("proc/sys/kernel/modules_disabled", kernel.modulesDisabled ? "1\n" : "0\n");
  if (kernel.builtin) put(`lib/modules/${release}/modules.builtin`, kernel.builtin.map((name) => `kernel/net/${name}.ko\n`).join(""));
  put("proc/kallsyms", (kernel.symbols ?? []).map((name) => `0000000000000000 t ${name}\n`).join(""));
  if (kernel.packetSockets === true) put("proc/net/packet", "");
  const line = script({
    mode: "batch",
    nonce: NONCE,
    lifeSeconds: 30,
    commands: [
      { argv: ["echo", "ran"], privilege: "user", wouldLoad },
      { argv: ["echo", "next"], privilege: "user" },
    ],
  }).replace(
    /\/(?=proc\/modules|proc\/kallsyms|proc\/net\/packet|sys\/module\/|proc\/sys\/kernel\/modules_disabled|lib\/modules)/g,
    `${root}/`,
  );
  const [program, ...flags] = shell;
  // In a process group of its own, because a batch ends by killing that.
  const child = spawn(program, [...flags, "-c", line], { detached: true, stdio: ["pipe", "pipe", "ignore"] });
  let out = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  expect(out).toContain("next\n");
  return new RegExp(`\n${NONCE} m 0 (\\S+) `).exec(out)?.[1] ?? (out.includes("ran\n") ? "ran" : "neither");
}

const SHELLS = [["dash"], ["bash", "--posix"], ["busybox", "sh"]].filter(
  ([name]) => existsSync(`/usr/bin/${name}`) || existsSync(`/bin/${name}`),
) as [string, ...string[]][];

describe.each(SHELLS.map((shell) => [shell.join(" "), shell] as const))("a command that would load a module, under %s", (_name, shell) => {
  it.each<[string, Kernel, readonly string[], string]>([
    ["runs where the module is loaded", { loaded: ["inet_diag", "tcp_diag"] }, ["inet_diag", "tcp-diag"], "ran"],
    ["runs where it is built in, dashes or not", { builtin: ["inet_diag", "nf-conntrack"] }, ["inet_diag", "nf_conntrack"], "ran"],
    ["runs where the kernel has no modules at all", { modular: false }, ["inet_diag"], "ran"],
    ["runs where no module may be loaded any more", { modulesDisabled: true }, ["inet_diag"], "ran"],
    [
      "does not run where it is neither",
      { loaded: ["tcp_diag"], builtin: ["other"], modulesDisabled: false },
      ["tcp_diag", "inet_diag"],
      "inet_diag",
    ],
    ["runs where its code is in the kernel and /lib/modules is empty", { symbols: ["x", "tcp_diag_dump"] }, ["tcp_diag"], "ran"],
    ["does not take a longer function for it", { symbols: ["tcp_diag_dump_one", "a_tcp_diag_dump"] }, ["tcp_diag"], "tcp_diag"],
    ["runs where there are packet sockets", { packetSockets: true }, ["af_packet"], "ran"],
    ["does not run where there are none", {}, ["af_packet"], "af_packet"],
    ["does not run for a module nobody knows a function of", { symbols: [""] }, ["other"], "other"],
    ["does not run where nothing is known of built-in modules", {}, ["inet_diag"], "inet_diag"],
    ["does not take a longer name for it", { builtin: ["inet_diag_more", "more_inet_diag"] }, ["inet_diag"], "inet_diag"],
  ])("%s", async (_what, ...row) => {
    const [kernel, wouldLoad, expected] = row;
    expect(await answer(shell, kernel, wouldLoad)).toBe(expected);
  });
});
