/** Keeps the output of a host with a thousand addresses within bounds. */
export const MOST_ADDRESSES = 300;

/** Connections are looked at one by one up to here: ss needs 10 µs for each. */
const MOST_CONNECTIONS = 20_000;
/** Of those that wait, so many that wait most. */
export const MOST_WAITS = 50;

/**
 * Connections of which one end holds the other up: "unread buffer unsent windowMs local peer". Listed where what was received fills three quarters of its buffer
 * ("skmem:(r<held>,rb<limit>", in what the kernel accounts for), or where something is still to be sent and the sender has waited for the window before
 * ("rwnd_limited", since Linux 4.10). Without details of a connection that is there nothing can be said.
 */
const WAITS = String.raw`if ! have ss; then echo '!ss'; elif [ "$(sed -n 's/^TCP: inuse \([0-9]*\).*/\1/p' /proc/net/sockstat 2>/dev/null || echo 0)" -gt ${MOST_CONNECTIONS} ] 2>/dev/null; then echo '!many'; else ask ss -Htinm state established | awk '/^!/ { print; next } /^[^[:space:]]/ { n++; rq = $1; sq = $2; l = $3; p = $4 } { w = r = rb = 0; if (match($0, /rwnd_limited:[0-9]+/)) w = substr($0, RSTART + 13, RLENGTH - 13); if (match($0, /skmem:\(r[0-9]+,rb[0-9]+/)) { d++; split(substr($0, RSTART + 8, RLENGTH - 8), m, ","); r = m[1]; rb = substr(m[2], 3) } if (rb && (rq >= 16384 && r * 4 >= rb * 3 || w && sq > 0)) print rq, rb, sq, w, l, p } END { if (n && !d) print "!absent" }' | sort -rn -k1,1 -k4,4 | head -n ${MOST_WAITS}; fi`;

/** A mark is no row to be counted: "      1 !failed". */
const BARE = "sed 's/^.* !/!/'";

/** Sockets as ss counts them, which loads a module where nobody used it before; and as /proc has them, where a host has them by the thousand more slowly. */
const BY_SS = {
  sockets: `if have ss; then ask ss -Htan | cut -d' ' -f1 | sort | uniq -c | ${BARE}; else echo '!ss'; fi`,
  lookups:
    "if have ss; then ask ss -Hun state established '( dport = :53 )' | awk '/^!/ { print; bad = 1 } END { if (!bad) print NR }'; else echo '!ss'; fi",
  waits: WAITS,
};
const BY_FILES = {
  // Numbers of include/net/tcp_states.h.
  sockets:
    'awk \'BEGIN { split("ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT UNCONN CLOSE-WAIT LAST-ACK LISTEN CLOSING", n); split("01 02 03 04 05 06 07 08 09 0A 0B", h); for (i in h) s[h[i]] = n[i] } $4 in s { c[s[$4]]++ } END { for (k in c) print c[k], k }\' /proc/net/tcp /proc/net/tcp6 2>/dev/null',
  lookups: "awk '$3 ~ /:0035$/ && $4 == \"01\" { n++ } END { print n + 0 }' /proc/net/udp /proc/net/udp6 2>/dev/null",
  // /proc/net/tcp has neither the size of a buffer nor how long a window was closed.
  waits: "echo '!diag'",
};

/** What the machine has one of, whatever the namespace. */
const OF_MACHINE = [
  // State and the kernel function it sleeps in, of processes with a raw socket's usual owner.
  "s daemons; for f in $(grep -ls '^keepalived' /proc/[0-9]*/comm 2>/dev/null); do d=${f%/comm}; { read -r l <$d/stat; l=${l##*) }; w=; read -r w <$d/wchan; echo \"${d#/proc/} ${l%% *} ${w:-0}\"; } 2>/dev/null; done",
  's pressure; for p in cpu io memory; do [ -r /proc/pressure/$p ] && sed -n "s/^some /$p /p" /proc/pressure/$p 2>/dev/null; done',
  "s load; cut -d' ' -f1 /proc/loadavg; grep -c '^cpu[0-9]' /proc/stat; sed -n 's/^procs_blocked //p' /proc/stat",
];
const NOT_ASKED = ["s daemons; s pressure; s load; echo 0; echo 1; echo 0"];

const script = ({ sockets, lookups, waits }: typeof BY_SS, machine: readonly string[] = OF_MACHINE): string =>
  [
    's() { echo "== $1"; }; have() { command -v "$1" >/dev/null 2>&1; }',
    // What ends with an error has counted nothing: an ss of before 2017 does not know -H, and says how it is used.
    `ask() { "$@" 2>/dev/null || echo '!failed'; }`,
    // One line for each state: "   4 ESTAB".
    `s sockets; ${sockets}`,
    `s addresses; if have ip; then ask ip -o addr show | head -n ${MOST_ADDRESSES}; else echo '!ip'; fi`,
    // Where SSH came in: that address is the way to the host, and may be nobody else's.
    // A resolver connects its socket to the name server; one that is there at both looks waits, or another does.
    `s lookups; ${lookups}`,
    `s waits; ${waits}`,
    "s bonds; cat /proc/net/bonding/* 2>/dev/null | sed -n '/^Slave Interface/,$p' | grep -Ec '^MII Status: down|Churn State: churned' || :",
    's login; set -- $SSH_CONNECTION; echo "${3:-!unknown}"',
    `s neighbours; if have ip; then ask ip neigh show nud all | grep -v NOARP | sed 's/ *$//; s/.* //' | sort | uniq -c | ${BARE}; else echo '!ip'; fi`,
    // 0x70 is 112, the number of VRRP (/etc/protocols).
    "s vrrp; if [ -r /proc/net/raw ]; then cat /proc/net/raw /proc/net/raw6 2>/dev/null | grep -c ':0070 ' || :; else echo '!absent'; fi",
    // Its tools may be in a container; its database's socket is where everybody finds it.
    "s switch; if [ -S /run/openvswitch/db.sock ] || [ -S /var/run/openvswitch/db.sock ]; then echo 1; else echo 0; fi",
    ...machine,
    "echo '== end'",
  ].join("\n");

export const GLANCE_SCRIPT = script(BY_SS);
export const GLANCE_FILES_SCRIPT = script(BY_FILES);
/** For each of many namespaces: what is the machine's is left out, and reads 0. */
export const GLANCE_WITHIN_SCRIPT = script(BY_FILES, NOT_ASKED);
