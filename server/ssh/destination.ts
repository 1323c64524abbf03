import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import type { Failure } from "#machines/contract/index.ts";
import { accessibleFiles } from "./default-files.ts";
import { settingsFor, type Settings } from "./ssh-config.ts";
import { addressFault, parseTarget, withParts, type Target } from "./target.ts";
import type { Destination } from "./transport.ts";

export type { Target } from "./target.ts";

export interface DestinationOptions {
  /** Each of these, when given, takes the place of what ~/.ssh/config says. */
  readonly identityFiles?: readonly string[];
  readonly knownHostsFiles?: readonly string[];
  readonly jump?: Target;
  readonly configFile?: string;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const LONGEST_CHAIN = 8;
const DEFAULT_KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** Resolves a host through the person's ssh_config: where, as whom, with which keys, through which hosts. */
export async function resolveDestination(target: Target | string, options: DestinationOptions = {}): Promise<Destination | Failure> {
  const asked = typeof target === "string" ? parseTarget(target) : withParts(target);
  if ("kind" in asked) return asked;
  return resolve(asked, options, []);
}

async function resolve(target: Target, options: DestinationOptions, above: readonly string[]): Promise<Destination | Failure> {
  const home = options.home ?? homedir();
  const settings = await settingsFor(target, options.configFile ?? join(home, ".ssh", "config"), home);
  if ("kind" in settings) return settings;
  const user = target.user ?? settings.user ?? userInfo().username;
  const port = target.port ?? settings.port ?? 22;
  const address = (settings.hostName ?? target.address).replaceAll("%h", target.address);
  const fault = addressFault(address);
  if (fault !== undefined) return { kind: "badArgument", slot: "host", why: `${target.address} in the ssh config: ${fault}` };
  const tokens = { home, address, original: target.address, port, user };
  const agentSocket = agentOf(settings, options.env ?? process.env, tokens);
  const jump = await jumpOf(settings, options, [...above, target.address]);
  if (jump && "kind" in jump) return jump;
  const configured = settings.identityFiles.map((file) => expand(file, tokens));
  const ownFiles = configured.length > 0 ? configured : await accessibleFiles(DEFAULT_KEYS.map((name) => join(home, ".ssh", name)));
  const ownHosts = settings.knownHostsFiles ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts"];
  const given = (files: readonly string[] | undefined): readonly string[] | undefined =>
    files === undefined || files.length === 0 ? undefined : files.map((file) => expand(file, tokens));
  return {
    label: target.name ?? target.address,
    address,
    port,
    user,
    identityFiles: given(options.identityFiles) ?? ownFiles,
    knownHostsFiles: given(options.knownHostsFiles) ?? ownHosts.map((file) => expand(file, tokens)),
    ...(agentSocket === undefined ? {} : { agentSocket }),
    ...(settings.identitiesOnly ? { identitiesOnly: true } : {}),
    ...(jump === undefined ? {} : { jump }),
  };
}

/** The last hop before the host; each hop is resolved through the config too, and reached through the one before it. */
async function jumpOf(
  settings: Settings,
  options: DestinationOptions,
  chain: readonly string[],
): Promise<Destination | Failure | undefined> {
  const { jump: given, ...rest } = options;
  const hops: readonly (Target | Failure)[] = given !== undefined ? [withParts(given)] : (settings.proxyJump ?? []).map(parseTarget);
  if (hops.length === 0) return undefined;
  let below: Destination | undefined;
  for (const hop of hops) {
    if ("kind" in hop) return hop;
    if (chain.includes(hop.address) || chain.length > LONGEST_CHAIN) {
      return {
        kind: "unreachable",
        detail: `the jump hosts of ${chain[0] ?? hop.address} lead in a circle: ${[...chain, hop.address].join(", ")}`,
      };
    }
    // ssh -J a,b reaches b through a, whatever the config says about b's own jump.
    const next: Destination | Failure = await resolve(hop, rest, chain);
    if ("kind" in next) return next;
    below = below === undefined ? next : { ...next, jump: below };
  }
  return below;
}

interface Tokens {
  readonly home: string;
  readonly address: string;
  readonly original: string;
  readonly port: number;
  readonly user: string;
}

function agentOf(settings: Settings, env: Readonly<Record<string, string | undefined>>, tokens: Tokens): string | undefined {
  const { identityAgent } = settings;
  const inherited = env["SSH_AUTH_SOCK"] === "" ? undefined : env["SSH_AUTH_SOCK"];
  if (identityAgent === undefined || identityAgent === "SSH_AUTH_SOCK") return inherited;
  if (identityAgent.toLowerCase() === "none") return undefined;
  if (identityAgent.startsWith("$")) return env[identityAgent.replace(/^\$\{?(\w+)\}?$/, "$1")];
  return expand(identityAgent, tokens);
}

/** `~` and the tokens of ssh_config(5) that name files; an unknown one is left as it is, and the file will not be found. */
function expand(file: string, { home, address, original, port, user }: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    d: home,
    h: address,
    n: original,
    p: String(port),
    r: user,
    u: userInfo().username,
    i: String(process.getuid?.() ?? 0),
  };
  return file.replace(/^~(?=\/|$)/, home).replace(/%([A-Za-z%])/g, (whole, token: string) => values[token] ?? whole);
}
