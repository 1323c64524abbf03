import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

const RULE = { slot: "rule", name: "rule" } as const;
const TARGET = { slot: "ipAddress", name: "target" } as const;
const SOURCE = { slot: "ipAddress", name: "source" } as const;
const PORT = { slot: "port", name: "port" } as const;

/** By which it is found again, on the host and by people who list its rules. Nothing else is ever deleted. */
const MARK = "culprit lets these through";

/** $0 is the guilty rule, as family/table/chain/handle: nft takes each as a word of its own. */
const PLACE = 'IFS=/; set -f; set -- $0 "$@"; unset IFS; f=$1 t=$2 c=$3 h=$4; shift 4; PATH=$PATH:/usr/sbin:/sbin';
/** A chain that is gone has no rule of ours any more. */
const LISTED = [
  'l=$(nft -a list chain "$f" "$t" "$c" 2>&1)',
  "|| case $l in *'No such file or directory'*) l=;; *) printf '%s\\n' \"$l\" >&2; exit 1;; esac",
].join(" ");

/** One rule is enough to say that it is there: what was made by half has to be undone as well. */
const READ = `${PLACE}; ${LISTED}; case $l in *'comment "${MARK}"'*) echo on;; *) echo off;; esac`;

/**
 * All of it in one transaction of nft: the rules stand together or not at all. They stand right above the guilty one, whose handle and counter stay what
 * they are, and are taken away by their own handles.
 */
const writing = (...matches: readonly string[]): string => {
  const inserted = matches.map((match) => `insert rule $f $t $c position $h ${match} counter accept comment \\"${MARK}\\"`).join("; ");
  const handles = `sed -n 's/.*comment "${MARK}" # handle \\([0-9]*\\)$/\\1/p'`;
  return [
    PLACE,
    `case $1 in *:*) ip=ip6 icmp=icmpv6;; *) ip=ip icmp=icmp;; esac`,
    `for v; do :; done`,
    `if [ "$v" = on ]; then exec nft "${inserted}"; fi`,
    `${LISTED}; d=; for n in $(printf '%s\\n' "$l" | ${handles}); do d="$d delete rule $f $t $c handle $n;"; done`,
    `[ -z "$d" ] || exec nft "$d"`,
  ].join("; ");
};

interface LetsThrough {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly slots: InterventionSpec["slots"];
  readonly given: InterventionSpec["read"];
  readonly matches: readonly string[];
}

const letsThrough = ({ id, title, about, slots, given, matches }: LetsThrough): InterventionSpec => ({
  id,
  title,
  about,
  source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (insert rule, position; a chain ends at accept)",
  risk: "R3",
  opens: true,
  effects: [about, "These packets pass it meanwhile, and every later rule of its chain. No other rule, handle or counter changes."],
  scope: "netns",
  slots: { rule: "rule", ...slots },
  value: { kind: "word", of: ["off", "on"] },
  unit: "",
  read: ["sh", "-c", READ, RULE],
  write: ["sh", "-c", writing(...matches), RULE, ...given, VALUE],
});

export const passEcho = letsThrough({
  id: "passEcho",
  title: "rule that lets echo probes pass",
  about: "Two rules right above the one that drops: echo requests to the target, and its answers, go on.",
  slots: { target: "ipAddress" },
  given: [TARGET],
  matches: ["$ip daddr $1 $icmp type echo-request", "$ip saddr $1 $icmp type echo-reply"],
});

export const passConnection = letsThrough({
  id: "passConnection",
  title: "rule that lets these connections pass",
  about: "Two rules right above the one that drops: TCP of one client to one port of the target, and its answers, go on.",
  slots: { target: "ipAddress", source: "ipAddress", port: "port" },
  given: [TARGET, SOURCE, PORT],
  matches: ["$ip saddr $2 $ip daddr $1 tcp dport $3", "$ip saddr $1 $ip daddr $2 tcp sport $3"],
});

export const passAdverts = letsThrough({
  id: "passAdverts",
  title: "rule that lets adverts pass",
  about: "One rule right above the one that drops: VRRP goes on.",
  slots: {},
  given: [],
  matches: ["meta l4proto 112"],
});
