import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero } from "../failure.ts";
import { linesOf, linesOrUnknown, sections, SHOW } from "../section.ts";

const RESOLV = "/etc/resolv.conf";
const NSSWITCH = "/etc/nsswitch.conf";
const UPSTREAM = "/run/systemd/resolve/resolv.conf";

export const RESOLVER_SCRIPT = [
  SHOW,
  `for f in ${RESOLV} ${NSSWITCH} ${UPSTREAM}; do show "$f"; done`,
  "echo '== daemons'",
  "[ -S /run/nscd/socket ] && echo nscd",
  "[ -S /run/systemd/resolve/io.systemd.Resolve ] && echo systemd-resolved",
  "echo '== end'",
].join("\n");

/** Sources that answer from this host's own files, at once. */
const LOCAL: ReadonlySet<string> = new Set(["files", "myhostname", "mymachines", "dns", "resolve", "mdns4_minimal", "mdns_minimal"]);

export function parseResolver(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  // Without the file glibc asks 127.0.0.1.
  const lines = linesOrUnknown(all, RESOLV);
  const config =
    "unknown" in lines
      ? null
      : lines.map((line) =>
          line
            .replace(/[#;].*$/, "")
            .trim()
            .split(/\s+/),
        );
  const of = (word: string): readonly string[] =>
    (config ?? []).filter(([first]) => first === word).map((words) => words.slice(1).join(" "));
  const options = of("options").join(" ").split(/\s+/);
  const number = (name: string, usual: number): Value =>
    config === null ? unread(lines) : Number(options.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1) ?? usual);
  const has = (name: string): Value => (config === null ? unread(lines) : options.includes(name));
  const search = (of("search").at(-1) ?? of("domain").at(-1) ?? "").split(/\s+/).filter(Boolean);
  const servers = of("nameserver");
  const upstream = linesOrUnknown(all, UPSTREAM);
  const daemons = linesOf(all, "daemons").filter(Boolean);
  return {
    fields: {
      servers: config === null ? unread(lines) : servers.length,
      first: config === null ? unread(lines) : (servers[0] ?? "127.0.0.1"),
      stub:
        config === null ? unread(lines) : servers.length > 0 && servers.every((server) => server.startsWith("127.") || server === "::1"),
      searchDomains: config === null ? unread(lines) : search.length,
      ndots: number("ndots", 1),
      timeoutSeconds: number("timeout", 5),
      attempts: number("attempts", 2),
      rotate: has("rotate"),
      oneByOne: config === null ? unread(lines) : options.includes("single-request") || options.includes("single-request-reopen"),
      useTcp: has("use-vc"),
      upstreams: "unknown" in upstream ? 0 : upstream.filter((line) => /^nameserver\s/.test(line)).length,
      slowSources: slowSources(linesOrUnknown(all, NSSWITCH), daemons),
      daemons: daemons.join(", "),
    },
    tables: { servers: servers.map((server, index) => ({ key: `${index + 1}. nameserver ${server}`, place: index + 1 })) },
  };
}

const unread = (lines: readonly string[] | { readonly unknown: string }): Value =>
  "unknown" in lines ? lines : unknown("it could not be read");

/** What is asked before DNS and may itself wait for somebody: nscd, which programs ask before anything else, and LDAP, NIS, multicast, WINS. */
function slowSources(lines: readonly string[] | { readonly unknown: string }, daemons: readonly string[]): Value {
  if ("unknown" in lines) return lines;
  const hosts = lines.find((line) => line.trim().startsWith("hosts:")) ?? "";
  const sources = hosts
    .replace(/[#].*$/, "")
    .replace("hosts:", "")
    .replaceAll(/\[[^\]]*\]/g, " ")
    .split(/\s+/)
    .filter(Boolean);
  const dns = sources.findIndex((source) => source === "dns" || source === "resolve");
  const before = (dns < 0 ? sources : sources.slice(0, dns)).filter((source) => !LOCAL.has(source));
  return [...daemons.filter((daemon) => daemon === "nscd"), ...before].join(" ");
}
