import type { Failure } from "#machines/contract/index.ts";
import { fillSlot } from "#machines/slot.ts";
import { argvFault, quoteLine } from "./quote.ts";
import type { Command } from "./transport.ts";

const MODULE = /^[A-Za-z0-9_-]{1,55}$/;

/** Why this command is not sent at all. */
export function commandFault(command: Command): Failure | undefined {
  const fault = argvFault(command.argv);
  if (fault !== undefined) return { kind: "badArgument", slot: "argv", why: fault };
  if (command.netns !== undefined) {
    const filled = fillSlot("netns", command.netns);
    if ("kind" in filled) return filled;
  }
  const module = command.wouldLoad?.find((name) => !MODULE.test(name));
  if (module !== undefined) return { kind: "badArgument", slot: "wouldLoad", why: `"${module}" is not the name of a kernel module` };
  return undefined;
}

/** The command as the host runs it (function r of script.ts says the same in sh). An unknown uid is taken for not root. */
export function commandLine(command: Command, uid: number | null): string {
  const inNetns = command.netns === undefined ? command.argv : ["ip", "netns", "exec", command.netns, ...command.argv];
  const asRoot = (command.privilege === "sudo" || command.netns !== undefined) && uid !== 0;
  return quoteLine(asRoot ? ["sudo", "-n", ...inNetns] : inNetns);
}
