/**
 * npm run audit: known findings in what ships, from the registry. Not part of `npm test`, which needs no network once everything is installed.
 * Exit code 0: none that is high or critical; 1: some; 2: the registry did not answer, so nothing is known.
 */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

/** What an answer of `npm audit --json` comes to. */
export function readAudit(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { code: 2, say: "npm audit printed nothing that can be read. It is not known whether there are findings." };
  }
  const counts = answer.metadata?.vulnerabilities;
  if (answer.error !== undefined || counts === undefined) {
    const why = answer.message ?? answer.error?.summary ?? "no reason given";
    return { code: 2, say: `The registry did not answer the question (${why}). It is not known whether there are findings.` };
  }
  const grave = (counts.high ?? 0) + (counts.critical ?? 0);
  const names = Object.values(answer.vulnerabilities ?? {})
    .filter(({ severity }) => severity === "high" || severity === "critical")
    .map(({ name, severity, range }) => `\n  ${severity}  ${name} ${range}`);
  const checked = answer.metadata.dependencies?.prod ?? "All";
  return grave === 0
    ? { code: 0, say: `${checked} packages that ship: no known finding that is high or critical (${counts.total ?? 0} lesser ones).` }
    : { code: 1, say: `${grave} known findings that are high or critical in what ships:${names.join("")}` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=30000"], {
    encoding: "utf8",
    timeout: 120_000,
    maxBuffer: 64 * 2 ** 20,
  });
  const { code, say } = readAudit(stdout ?? "");
  console.log(say);
  process.exitCode = code;
}
