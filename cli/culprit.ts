import { EXIT, Usage } from "./exit.ts";
import { helpFor } from "./help.ts";
import { plain } from "./plain.ts";

type Command = (args: readonly string[]) => Promise<number>;

/** Loaded on demand: `culprit hosts` need not load the SSH client, nor `culprit help` anything at all. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  investigate: async () => (await import("./commands/investigate.ts")).investigate,
  sweep: async () => (await import("./commands/sweep.ts")).sweep,
  hosts: async () => (await import("./commands/hosts.ts")).hosts,
  alerts: async () => (await import("./commands/alerts.ts")).alerts,
  keys: async () => (await import("./commands/keys.ts")).keys,
  retention: async () => (await import("./commands/retention.ts")).retention,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  import: async () => (await import("./commands/import.ts")).importCommand,
  runbook: async () => (await import("./commands/runbook.ts")).runbook,
  lab: async () => (await import("./commands/lab.ts")).lab,
  bench: async () => (await import("./commands/bench.ts")).bench,
};

/** `--help` of a command, wherever it stands; of a runbook, what it takes. */
async function sayHelp(name: string | undefined, rest: readonly string[]): Promise<number> {
  if (name === "lab") return (await import("./commands/lab.ts")).lab(["help"]);
  const [first] = rest.filter((word) => !word.startsWith("-"));
  const { runbookById } = await import("#runbooks");
  if (name === "investigate" && first !== undefined && runbookById(first) !== undefined)
    return (await import("./commands/runbook.ts")).runbook(["show", first]);
  const said = helpFor(name);
  if (said === null) throw new Usage(`culprit has no command ${name ?? ""}. Commands: ${Object.keys(COMMANDS).join(", ")}.`);
  process.stdout.write(`${said}\n`);
  return EXIT.found;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    process.stdout.write(`${helpFor() ?? ""}\n`);
    return EXIT.usage;
  }
  if (name === "help" || name === "--help" || name === "-h") return sayHelp(rest[0], rest.slice(1));
  // What stands behind lab ssh is for the host.
  const own = name === "lab" && rest[0] === "ssh" ? rest.slice(0, 2) : rest;
  if (own.includes("--help") || own.includes("-h")) return sayHelp(name, rest);
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) throw new Usage(`culprit has no command ${name}. Commands: ${Object.keys(COMMANDS).join(", ")}.`);
  return (await load())(rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Usage || isOptionError(error)) {
    process.stderr.write(plain(`culprit: ${error.message}\n`) + `${hint(process.argv[2] ?? "")}\n`);
    process.exitCode = EXIT.usage;
  } else {
    process.stderr.write(plain(`culprit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
    process.exitCode = EXIT.internal;
  }
}

function hint(name: string): string {
  return Object.hasOwn(COMMANDS, name) ? `culprit help ${name} says what it takes.` : "culprit help lists the commands and options.";
}

/** What node:util parseArgs throws for an option it does not know. */
function isOptionError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_PARSE_ARGS");
}
