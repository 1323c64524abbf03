import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startServer } from "#server/serve/start-server.ts";
import { reachOf, type Reach } from "#server/serve/reach.ts";
import { isDatabaseProblem } from "#server/database/problem.ts";
import { KeysProblem } from "#server/secrets/keyring.ts";
import { providerFrom } from "../provider.ts";
import { EXIT, Usage } from "../exit.ts";

const OPTIONS = {
  host: { type: "string" },
  port: { type: "string" },
  data: { type: "string" },
  accounts: { type: "boolean" },
  "admin-link": { type: "boolean" },
  url: { type: "string" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  proxy: { type: "string" },
} as const;

const DEFAULT_PORT = 3000;
/** A part that does not stop by then is left to the kernel; the database has its own watchdog. */
const PATIENCE_MS = 15_000;

/** `culprit serve`: pages, worker, database and practice hosts in one process, until a signal ends it. */
export async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const host = values.host ?? "127.0.0.1";
  const reach = wantedReach(host, values);
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) return;
    say(`${signal}: stopping. Running investigations go on at the next start.`);
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  try {
    const server = await startServer({
      root: process.env["CULPRIT_ROOT"] ?? join(import.meta.dirname, "..", ".."),
      host,
      reach,
      adminLink: values["admin-link"] === true,
      port: portOf(values.port),
      exactPort: false,
      dataFolder: resolve(values.data ?? process.env["CULPRIT_DATA"] ?? "data"),
      ...(process.env["DATABASE_URL"] ? { databaseUrl: process.env["DATABASE_URL"] } : {}),
      say,
    });
    say("");
    say(`  Culprit is ready: ${server.url}`);
    say("  Ctrl-C stops it.");
    await untilAborted(stop.signal);
    setTimeout(() => process.exit(EXIT.internal), PATIENCE_MS).unref();
    await server.stop();
    return EXIT.found;
  } catch (error) {
    if (!isDatabaseProblem(error) && !(error instanceof KeysProblem)) throw error;
    process.stderr.write(`culprit: ${error.message}\n`);
    return EXIT.internal;
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** Flags win over variables. @throws Usage with what to do */
function wantedReach(host: string, values: Values): Reach {
  const { env } = process;
  const reach = reachOf({
    host,
    accounts: values.accounts === true || values["admin-link"] === true,
    url: values.url ?? env["CULPRIT_URL"],
    tlsCert: values["tls-cert"] ?? env["CULPRIT_TLS_CERT"],
    tlsKey: values["tls-key"] ?? env["CULPRIT_TLS_KEY"],
    proxies: (values.proxy ?? env["CULPRIT_PROXY"] ?? "").split(/[\s,]+/).filter((one) => one !== ""),
  });
  if ("say" in reach) throw new Usage(reach.say);
  const provider = providerFrom(env);
  if (provider !== null && !reach.accounts)
    throw new Usage("CULPRIT_OIDC_ISSUER: who signs in elsewhere needs an account here. Add --accounts.");
  return provider === null ? reach : { ...reach, provider };
}

function portOf(given: string | undefined): number {
  const port = Number(given ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Usage(`--port ${given ?? ""}: a number from 1 to 65535 (0 for any free one).`);
  return port;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
