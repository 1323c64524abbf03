import { homedir } from "node:os";
import { join } from "node:path";
import SSHConfig from "ssh-config";
import { addressFault } from "./target.ts";
import { followedOnly, readSettings, textOfConfig } from "./ssh-config.ts";

/** A host that an ssh config names, as far as the inventory can take it over. */
export interface ConfigHost {
  readonly name: string;
  /** The alias itself where Culprit reads the same config; else what stands behind it. */
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  /** The hops it is reached through; only the config of Culprit's own account can say them to Culprit. */
  readonly jump: readonly string[];
}

export interface ConfigHosts {
  readonly hosts: readonly ConfigHost[];
  /** What was passed over, in a sentence each. */
  readonly left: readonly string[];
}

const MOST = 1_000;
/** Of sections with patterns, over all hosts: 50 µs each. */
const MOST_LOOKS = 40_000;

/**
 * The hosts of an ssh_config(5): every pattern of a Host line that stands for exactly one host. `text` null: the config of the account
 * that Culprit runs as, with what it includes; that one is followed at every connection, so its aliases are taken as they are.
 * Runs nothing of it, and resolves no name. A text that cannot be read gives no host and says why.
 */
export async function configHosts(text: string | null, home = homedir()): Promise<ConfigHosts> {
  const file = join(home, ".ssh", "config");
  try {
    const whole = text === null ? await textOfConfig(file, home) : followedOnly(text);
    return hostsIn(whole, text === null ? [] : leftOut(text), text === null);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { hosts: [], left: [`${text === null ? file : "The text"} could not be read: ${error.message}`] };
  }
}

function hostsIn(text: string, left: readonly string[], own: boolean): ConfigHosts {
  const sections = sectionsOf(text);
  const names = [...new Set(sections.flatMap((section) => section.names))];
  const patterns = sections.reduce((sum, section) => sum + section.patterns, 0);
  const forMany = sections.filter((section) => section.isForMany).length;
  const most = Math.min(MOST, Math.ceil(MOST_LOOKS / (forMany + 1)));
  const hosts = names.slice(0, most).map((name): ConfigHost => {
    const settings = settingsOf(name, sections);
    const behind = (settings.hostName ?? name).replaceAll("%h", name);
    return {
      name,
      address: own || addressFault(behind) !== undefined ? name : behind,
      user: own ? null : (settings.user ?? null),
      port: own ? null : (settings.port ?? null),
      jump: settings.proxyJump ?? [],
    };
  });
  const more = names.length > most ? [`Only the first ${most} of ${names.length} hosts are shown.`] : [];
  const wild =
    patterns === 0
      ? []
      : [`${patterns} ${patterns === 1 ? "pattern stands" : "patterns stand"} for many hosts and for none in particular.`];
  return { hosts, left: [...wild, ...left, ...(own ? [] : throughOthers(hosts)), ...more] };
}

/** Hops of a text that Culprit does not follow at a connection: the inventory keeps none, so they go unless its own config has them. */
function throughOthers(hosts: readonly ConfigHost[]): readonly string[] {
  const count = hosts.filter(({ jump }) => jump.length > 0).length;
  return count === 0
    ? []
    : [
        `${count} ${count === 1 ? "host is" : "hosts are"} reached through others there. That is not taken over: put ProxyJump into the ssh config of the account that Culprit runs as.`,
      ];
}

interface Section {
  readonly line: ReturnType<typeof SSHConfig.parse>[number];
  /** Exactly one host each. */
  readonly names: readonly string[];
  readonly patterns: number;
  /** It may say something about any host: a pattern, a Match, or what stands before the first Host line. */
  readonly isForMany: boolean;
}

function sectionsOf(text: string): readonly Section[] {
  return [...SSHConfig.parse(text)].map((line): Section => {
    if (!("param" in line) || !/^host$/i.test(line.param)) return { line, names: [], patterns: 0, isForMany: true };
    const words = namesOf(line.value);
    const wild = words.filter((word) => /[*?!]/.test(word));
    const names = words.filter((word) => !/[*?!]/.test(word) && addressFault(word) === undefined);
    return { line, names, patterns: wild.length, isForMany: wild.length > 0 };
  });
}

/** Only sections that can say something about it are asked: each look at a section makes a pattern of its line. */
function settingsOf(name: string, sections: readonly Section[]): ReturnType<typeof readSettings> {
  const about = new SSHConfig();
  about.push(...sections.filter(({ names, isForMany }) => isForMany || names.includes(name)).map(({ line }) => line));
  // matchExec off: `Match exec` would run a command of the file.
  const computed: unknown = about.compute({ Host: name }, { ignoreCase: true, matchExec: false });
  return readSettings(computed);
}

function namesOf(value: unknown): readonly string[] {
  const words: readonly unknown[] = Array.isArray(value) ? value : String(value).split(/\s+/);
  return words
    .map((word) => (typeof word === "object" && word !== null && "val" in word ? String(word.val) : String(word)))
    .filter((word) => word !== "");
}

function leftOut(text: string): readonly string[] {
  const includes = text.split(/\r\n|\r|\n/).filter((line) => /^\s*include\b/i.test(line)).length;
  return includes === 0 ? [] : [`${includes} Include ${includes === 1 ? "line was" : "lines were"} not followed: paste those files too.`];
}
