import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, linesOrUnknown, sections } from "../section.ts";
import { hasOwner, ownerIn } from "../socket-owner.ts";

export const SERVICE_SCRIPT = [
  "command -v ss >/dev/null 2>&1 || { echo 'culprit: toolMissing: ss' >&2; exit 127; }",
  "echo '== user'; id -u",
  "echo '== sockets'; ss -uanpm '( sport = :53 )' || exit $?",
  "echo '== addresses'; ip -o addr show 2>/dev/null || hostname -I 2>/dev/null || echo '== !addresses'",
  "echo '== end'",
].join("\n");

const SOCKET = /^(UNCONN|ESTAB)\s+(\d+)\s+(\d+)\s+(\S+):53\s+\S+\s*(.*)$/;

export function parseNameService(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const isRoot = linesOf(all, "user")[0] === "0";
  const rows = socketsIn(linesOf(all, "sockets"), isRoot);
  const addresses = linesOrUnknown(all, "addresses");
  const total = (column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  return {
    fields: {
      listening: rows.length > 0,
      sockets: rows.length,
      unread: rows.reduce((most, row) => Math.max(most, Number(row["unread"])), 0),
      drops: total("drops"),
      addresses: "unknown" in addresses ? addresses : addressesIn(addresses).join(" "),
    },
    tables: { sockets: rows },
  };
}

/** ss prints a socket's memory on the same line or on the next one. */
function socketsIn(lines: readonly string[], isRoot: boolean): readonly Row[] {
  const joined: string[] = [];
  for (const line of lines.filter((one) => one.trim() !== "" && !one.startsWith("State"))) {
    if (/^\s/.test(line)) joined.push(`${joined.pop() ?? ""} ${line.trim()}`);
    else joined.push(line);
  }
  const rows = joined.map((line): Row => {
    const [, , receive, , local = "", rest = ""] = SOCKET.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a socket of port 53`);
    const user = ownerIn(rest);
    const nobody = isRoot
      ? hasOwner(rest)
        ? unknown("the owner's name is not to be told from what stands around it")
        : ""
      : unknown("owners of sockets are shown to root only");
    const address = local.replace(/%.*$/, "").replace(/^\[(.*)\]$/, "$1");
    return {
      key: `${user === null ? "a process" : `${user.name} (pid ${user.pid})`} on ${address}:53`,
      address,
      owner: user?.name ?? nobody,
      unread: Number(receive),
      drops: Number(/skmem:\([^)]*\bd(\d+)/.exec(rest)?.[1] ?? "0"),
    };
  });
  // A server may have several sockets on one address (SO_REUSEPORT): each has a row of its own.
  return rows.map((row, index) => {
    const same = rows.slice(0, index).filter(({ key }) => key === row.key).length;
    return same === 0 ? row : { ...row, key: `${row.key} #${same + 1}` };
  });
}

/** "2: eth1    inet 192.0.2.12/24 brd ..." or a line of addresses alone. */
const addressesIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line): readonly string[] => {
    const found = /\binet6? ([0-9a-f.:]+)/i.exec(line)?.[1];
    return found === undefined ? line.split(/\s+/).filter((word) => /^[0-9a-f]*[.:][0-9a-f.:]+$/i.test(word)) : [found];
  });
