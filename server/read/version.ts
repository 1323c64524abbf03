import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../root.ts";

/** Of Culprit, as package.json says it. */
export async function versionShown(): Promise<string> {
  return (JSON.parse(await readFile(join(projectRoot(), "package.json"), "utf8")) as { readonly version: string }).version;
}
