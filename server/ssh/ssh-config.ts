import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import SSHConfig from "ssh-config";
import type { Failure } from "#machines/contract/index.ts";
import { errorCode } from "./error-code.ts";

/** What ssh_config says about one host, as far as Culprit follows it. */
export interface Settings {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly identityAgent?: string;
  readonly knownHostsFiles?: readonly string[];
  /** The hops in order; empty for `none`. */
  readonly proxyJump?: readonly string[];
}

const DEEPEST_INCLUDE = 16;

/** As the parser tells lines apart: what it takes for a line of its own is looked at as one. */
const LINE_END = /\r\n|\r|\n/;

/** The whole text of a config with everything it includes. A missing file is an empty one, as for ssh. */
export const textOfConfig = (file: string, home: string): Promise<string> => textOf(file, home, 0);

/** Reads the config and, recursively, what it includes. A missing file is an empty one, as for ssh. */
async function textOf(file: string, home: string, depth: number): Promise<string> {
  if (depth > DEEPEST_INCLUDE) return "";
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  }
  const lines = await Promise.all(
    text.split(LINE_END).map(async (line) => {
      const include = /^\s*include\s*[=\s]\s*(.+?)\s*$/i.exec(line)?.[1];
      if (include === undefined) return isFollowed(line) ? line : "";
      const patterns = include.match(/"[^"]*"|\S+/g) ?? [];
      const files = patterns
        .map((one) => one.replaceAll('"', "").replace(/^~(?=\/)/, home))
        .flatMap((one) => globSync(isAbsolute(one) ? one : join(home, ".ssh", one)));
      return (await Promise.all(files.sort().map((one) => textOf(one, home, depth + 1)))).join("\n");
    }),
  );
  return lines.join("\n");
}

/** ssh-config would start `nslookup` for this one; reading a configuration must run nothing. */
const isFollowed = (line: string): boolean => !/^\s*canonicalizehostname\b/i.test(line);

/** A text without what would run something when it is read, and without what it includes. */
export const followedOnly = (text: string): string =>
  text
    .split(LINE_END)
    .filter((line) => isFollowed(line) && !/^\s*include\b/i.test(line))
    .join("\n");

export async function settingsFor(
  target: { readonly address: string; readonly user?: string },
  file: string,
  home: string,
): Promise<Settings | Failure> {
  const { address: host, user } = target;
  try {
    // matchExec off: `Match exec` would run a command of the file.
    const computed: unknown = SSHConfig.parse(await textOf(file, home, 0)).compute(
      user === undefined ? { Host: host } : { Host: host, User: user },
      { ignoreCase: true, matchExec: false },
    );
    return readSettings(computed);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "unreachable", detail: `${file} could not be read: ${error.message}` };
  }
}

/** What ssh-config computed for one host. */
export const readSettings = (computed: unknown): Settings =>
  read(typeof computed === "object" && computed !== null ? new Map(Object.entries(computed)) : new Map());

function read(values: ReadonlyMap<string, unknown>): Settings {
  const all = (name: string): readonly string[] => [values.get(name) ?? []].flat().map(String);
  const one = (name: string): string | undefined => all(name)[0];
  const port = Number(one("port"));
  const jump = one("proxyjump");
  const known = all("userknownhostsfile").concat(
    values.has("globalknownhostsfile") ? all("globalknownhostsfile") : ["/etc/ssh/ssh_known_hosts"],
  );
  const hostName = one("hostname");
  const user = one("user");
  const identityAgent = one("identityagent");
  return {
    identityFiles: all("identityfile").filter((file) => file.toLowerCase() !== "none"),
    identitiesOnly: one("identitiesonly")?.toLowerCase() === "yes",
    ...(hostName === undefined ? {} : { hostName }),
    ...(user === undefined ? {} : { user }),
    ...(Number.isInteger(port) && port > 0 && port < 65_536 ? { port } : {}),
    ...(identityAgent === undefined ? {} : { identityAgent }),
    ...(values.has("userknownhostsfile") ? { knownHostsFiles: known.filter((name) => name.toLowerCase() !== "none") } : {}),
    ...(jump === undefined ? {} : { proxyJump: jump.toLowerCase() === "none" ? [] : jump.split(",").map((hop) => hop.trim()) }),
  };
}
