import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

const DISCIPLINE = { slot: "discipline", name: "discipline" } as const;

/** $0 is device/kind/handle, and where it has a parent that too. */
const PLACE =
  'IFS=/; set -f; set -- $0 "$@"; unset IFS; dev=$1 kind=$2 handle=$3; shift 3; case $1 in *:*) at="parent $1"; shift;; *) at=root;; esac; PATH=$PATH:/usr/sbin:/sbin';

/** Disciplines whose limit is one number of packets that tc prints, and that keep all else when only the limit is given. tc rounds the bytes of bfifo. */
const KINDS = 'case $kind in pfifo|fq_codel|codel|fq) ;; *) echo "$kind does not say exactly how it was set up" >&2; exit 1;; esac';

const READ = `${PLACE}; ${KINDS}; tc qdisc show dev "$dev" | sed -n "s/^qdisc $kind $handle .*$at\\( .*\\)\\{0,1\\} limit \\([0-9]*\\)p\\{0,1\\}\\( .*\\)\\{0,1\\}$/\\2/p"`;

export const queueLimit: InterventionSpec = {
  id: "queueLimit",
  title: "limit of a queue",
  about: "How much may wait in one queueing discipline before the next is dropped. Its other settings and its counters stay.",
  source:
    "https://man7.org/linux/man-pages/man8/tc.8.html (qdisc change); https://elixir.bootlin.com/linux/v6.1/source/net/sched/sch_fifo.c (fifo_init)",
  risk: "R3",
  effects: ["With a smaller limit, what does not fit is lost: of the transfer that fills it, and of whatever else goes that way."],
  scope: "netns",
  slots: { discipline: "discipline" },
  value: { kind: "integer", least: 1, most: 100_000_000 },
  unit: "packets",
  read: ["sh", "-c", READ, DISCIPLINE],
  write: ["sh", "-c", `${PLACE}; ${KINDS}; exec tc qdisc change dev "$dev" $at handle "$handle" "$kind" limit "$1"`, DISCIPLINE, VALUE],
};
