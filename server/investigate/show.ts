import type { Command } from "../ssh/transport.ts";

/** How a command reads on a card before it ran: the same words, quoted where a person would quote. Never executed. */
export function quoteForShow(command: Command): string {
  const words = command.argv.map((word) => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`));
  const netns = command.netns === undefined ? [] : ["ip", "netns", "exec", command.netns];
  const sudo = command.privilege === "sudo" ? ["sudo", "-n"] : [];
  return [...sudo, ...netns, ...words].join(" ");
}
