import type { Failure } from "#machines/contract/index.ts";
import type { Ending } from "./frame-parser.ts";
import type { Command } from "./transport.ts";

const SUDO_REFUSES =
  /^(?:sudo: (?:a password is required|no tty present|sorry, you must have a tty|a terminal is required|.*effective uid is not 0|account validation failure|PAM)|Sorry, user |.* is not in the sudoers file|.* may not run sudo on )/m;
const SUDO_FINDS_NOT = /^sudo: ([^\n]{1,200}): command not found$/m;
/** The line by which a script of collectors/ says itself why it gave nothing. What it exits with then is its own affair, 126 and 127 included. */
const SCRIPT_SAYS = /^culprit: (?:absent|denied|toolMissing): /m;
/** Programs that are given a script: one that ran and ended with 127 misses something else than them. */
const INTERPRETER = /^(?:sh|bash|python3)$/;
/** dash "sh: 1: exec: x: not found", bash "sh: line 1: exec: x: not found", busybox "sh: exec: line 0: x: not found". */
const SHELL_FINDS_NOT = /(?:^|: )([^\s:]{1,200}): (?:command )?not found$/m;
const NETNS_FINDS_NOT = /^exec of "([^"\n]{1,200})" failed: No such file or directory$/m;
const NO_NETNS = /^Cannot open network namespace "([^"\n]{1,255})": No such file or directory$/m;
const NETNS_REFUSES =
  /^(?:setting the network namespace|mount of |mkdir \/run\/netns|Cannot open network namespace)[^\n]*: (?:Operation not permitted|Permission denied)$/m;

/**
 * What the exit says about the way to the command, not about its answer: undefined means that it ran, and its exit code is the
 * collector's to judge. Only what sudo, `ip netns exec` and the shell themselves print is read.
 */
export function outcome(command: Command, ending: Ending, stderr: Buffer): Failure | undefined {
  if (ending.how === "wouldLoad") return { kind: "wouldLoadModule", module: ending.module };
  if (ending.how === "noSudo") return { kind: "denied", stderr: "sudo is not installed on the host, and the login is not root" };
  if (ending.code === 0 || SCRIPT_SAYS.test(stderr.toString("latin1"))) return undefined;
  const said = stderr.toString("utf8", 0, 4_096);
  const wrapped = command.privilege === "sudo" || command.netns !== undefined;
  if (wrapped && SUDO_REFUSES.test(said)) return { kind: "denied", stderr: said };
  if (command.netns !== undefined) {
    const netns = NO_NETNS.exec(said)?.[1];
    if (netns !== undefined) return { kind: "absent", what: `network namespace ${netns}` };
    if (NETNS_REFUSES.test(said)) return { kind: "denied", stderr: said };
    const tool = NETNS_FINDS_NOT.exec(said)?.[1];
    if (tool !== undefined) return { kind: "toolMissing", tool };
  }
  const unknownToSudo = wrapped ? SUDO_FINDS_NOT.exec(said)?.[1] : undefined;
  if (unknownToSudo !== undefined) return { kind: "toolMissing", tool: unknownToSudo };
  if (ending.code === 127) return notFound(command, said);
  if (ending.code === 126) return { kind: "denied", stderr: said };
  return undefined;
}

function notFound({ argv: [program = ""] }: Command, said: string): Failure {
  const tool = SHELL_FINDS_NOT.exec(said)?.[1];
  if (tool === undefined && INTERPRETER.test(program)) return { kind: "exited", code: 127, signal: null, stderr: said };
  return { kind: "toolMissing", tool: tool ?? program };
}
