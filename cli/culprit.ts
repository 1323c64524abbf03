import { EXIT, Usage } from "./exit.ts";
import { help } from "./help.ts";
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

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(`${help}\n`);
    return name === undefined ? EXIT.usage : EXIT.found;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(`${help}\n`);
    return EXIT.found;
  }
  const load = COMMANDS[name];
  if (load === undefined) throw new Usage(`culprit has no command ${name}. Commands: ${Object.keys(COMMANDS).join(", ")}.`);
  return (await load())(rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Usage || isOptionError(error)) {
    process.stderr.write(plain(`culprit: ${error.message}\n`) + `culprit help lists the commands and options.\n`);
    process.exitCode = EXIT.usage;
  } else {
    process.stderr.write(plain(`culprit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
    process.exitCode = EXIT.internal;
  }
}

/** What node:util parseArgs throws for an option it does not know. */
function isOptionError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_PARSE_ARGS");
}
