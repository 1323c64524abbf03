/** The import boundaries, checked by dependency-cruiser: direct imports with types, then what is reachable without them. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

export interface BrokenBoundary {
  readonly rule: string;
  readonly comment: string;
  readonly from: string;
  readonly to: string;
  readonly via: readonly string[];
}

const ROOMS = [
  "app",
  "machines",
  "runbooks",
  "collectors",
  "interventions",
  "server",
  "lab",
  "cli",
  "prisma",
  "test",
  "proxy.ts",
  "instrumentation.ts",
];
const require = createRequire(import.meta.url);
const CONFIGURATIONS: readonly IConfiguration[] = [
  require("../../.dependency-cruiser.cjs") as IConfiguration,
  require("./reach.cjs") as IConfiguration,
];

/** Every broken rule in the tree at `base`. */
export async function brokenBoundaries(base: string): Promise<readonly BrokenBoundary[]> {
  const results: BrokenBoundary[] = [];
  for (const configuration of CONFIGURATIONS) results.push(...(await broken(base, configuration)));
  return results;
}

async function broken(base: string, { options, forbidden = [] }: IConfiguration): Promise<BrokenBoundary[]> {
  const rooms = ROOMS.filter((room) => existsSync(join(base, room)));
  const { output } = await cruise(rooms, { ...options, baseDir: base, validate: true, ruleSet: { forbidden } }, undefined, {
    tsConfig: extractTSConfig(join(base, "tsconfig.json")),
  });
  const { summary } = output as ICruiseResult;
  if (summary.totalCruised === 0) throw new Error(`No module was found below ${base}: the check has seen nothing.`);
  return summary.violations.map(({ rule, from, to, via, cycle }) => ({
    rule: rule.name,
    comment: forbidden.find(({ name }) => name === rule.name)?.comment ?? "",
    from,
    to,
    via: (via ?? cycle ?? []).map(({ name }) => name),
  }));
}

async function main(): Promise<void> {
  const found = await brokenBoundaries(resolve(import.meta.dirname, "../.."));
  for (const { rule, comment, from, to, via } of found) {
    console.error(`${rule}: ${from} -> ${to}${via.length > 1 ? ` (${via.join(" -> ")})` : ""}\n  ${comment}\n`);
  }
  console.log(found.length === 0 ? "Every import stays within its room." : `${found.length} imports leave their room.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

if (import.meta.main) await main();
