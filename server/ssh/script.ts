/** A function of each module that has no sign of its own elsewhere: it is in /proc/kallsyms when the module's code is in the kernel. */
const SYMBOLS: Readonly<Record<string, string>> = {
  inet_diag: "inet_diag_handler_cmd",
  tcp_diag: "tcp_diag_dump",
  udp_diag: "udp_diag_dump",
  nf_tables: "nft_do_chain",
  ip_tables: "ipt_do_table",
  nf_conntrack: "nf_conntrack_in",
  nf_conntrack_netlink: "ctnetlink_dump_table",
  xfrm_user: "xfrm_netlink_rcv",
};
const symbols = (): string =>
  Object.entries(SYMBOLS)
    .map(([module, symbol]) => `${module}) y=${symbol};;`)
    .join(" ");

/**
 * The program that runs on the host around a batch: POSIX sh for dash, bash and busybox, one line, nothing written to disk.
 * One function a line here; they are joined by spaces, so each ends in `;`. Variables: N nonce, L seconds until the host ends the
 * batch by itself, K 1 when a command uses sudo, u effective uid, b boot id, x the pid of the (sub)shell that kills and must not kill itself.
 */
const FUNCTIONS = [
  // d ROOT EXCEPT [1]: o = the living descendants of ROOT without the tree of EXCEPT; with 1, ROOT too. By /proc, since ps may be absent.
  `d(){ o=; h=; for s in /proc/[0-9]*/stat; do { read -r l <$s; } 2>/dev/null || continue; q=\${l%% *}; l=\${l##*) };`,
  `case $l in Z*|X*) continue;; esac; l=\${l#* }; h="$h $q:\${l%% *}"; [ "$q.$3" = "$1.1" ] && o=" $q"; done; j=" $1 "; c=1;`,
  `while [ $c ]; do c=; for s in $h; do q=\${s%:*}; l=\${s#*:}; case "$j$2 " in *" $q "*) continue;; esac;`,
  `case $j in *" $l "*) j="$j$q "; o="$o $q"; c=1;; esac; done; done; };`,
  // t SIGNAL PIDS: what sudo started only root can signal. Where sudo does not let us, we signal what is ours.
  `t(){ [ "$2" ] || return; [ $K = 1 ] && [ "$u" != 0 ] && sudo -n kill $1 $2 && return; kill $1 $2; };`,
  // k: kills what d finds, all at once after it stands still. One that died early would leave children which are no longer below us.
  `k(){ B=; for y in 1 2 3 4 5 6; do d $1 $2 $3; [ "$o" != "$B" ] || break; B=$o; t -STOP "$o"; done; t -KILL "$o"; };`,
  // z: ends everything of this batch. The main shell is stopped first, so that it starts nothing more and its children stay its children.
  `z(){ [ $x = $$ ] || kill -STOP $$; k $$ $x; [ $x = $$ ] || kill -KILL $$; kill -KILL -$$; exit; };`,
  // f: the usual end. We lead our process group under sshd; where a wrapper leads it, z does it the long way.
  `f(){ { kill -KILL -$$; z; } 2>/dev/null; };`,
  // w: listens on stdin. "k PID" ends that command if it is still ours, while its shell waits (the next command, or the end of the
  // batch, would come in between); "f" asks a sensor to finish; the end of stdin ends everything.
  `w(){ read -r x y </proc/self/stat; while read -r a p; do case $a in k) d $$ $x; case "$o " in *" $p "*) for s in $h; do`,
  `[ \${s%:*} = $p ] && v=\${s#*:}; done; kill -STOP $v; k $p 0 1; kill -CONT $v;; esac;;`,
  `f) exec >/dev/null;; esac; done; z; };`,
  // g MODULE: true when the command cannot make the kernel load it: there are no modules, it is loaded, none can be loaded any more, it is built in, or its
  // code is there whatever /lib/modules says, which is empty in containers and gone for a kernel that was replaced and still runs.
  `g(){ [ -e /proc/modules ] || return 0; [ -d /sys/module/$1 ] && return; { read -r y </proc/sys/kernel/modules_disabled; } 2>/dev/null`,
  `&& [ "$y" = 1 ] && return; { tr - _ </lib/modules/$(uname -r)/modules.builtin; } 2>/dev/null | grep -q "/$1[.]ko"`,
  `|| case $1 in af_packet) [ -e /proc/net/packet ];; *) y=; case $1 in ${symbols()} esac; [ "$y" ] && grep -q " [Tt] $y$" /proc/kallsyms 2>/dev/null;; esac; };`,
  // e KIND DETAIL: the trailer of command $i, on both streams.
  `e(){ t=; { read -r t y </proc/uptime; } 2>/dev/null; printf "\\n%s %s %s %s %s\\n" $N $1 $i $2 \${t:--}; printf "\\n%s %s\\n" $N $i >&2; };`,
  // r INDEX PRIVILEGE NETNS MODULES ARGV...: one command.
  `r(){ i=$1; v=$2; n=$3; m=$4; shift 4; for a in $m; do g $a || { e m $a; return; }; done;`,
  `[ "$n" ] && { v=s; set -- ip netns exec "$n" "$@"; };`,
  `if [ $v = s ] && [ "$u" != 0 ]; then command -v sudo >/dev/null 2>&1 || { e n sudo; return; }; set -- sudo -n "$@"; fi;`,
  `( read -r q y </proc/self/stat; printf "\\n%s s %s %s\\n" $N $i $q; exec "$@" ); e e $?; };`,
].join(" ");

const SETUP = [
  `LC_ALL=C; export LC_ALL; PATH=\${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin; export PATH; exec 3<&0 </dev/null; x=$$;`,
  `u=; while read -r a c l y; do [ "$a" = Uid: ] && u=$l && break; done </proc/self/status;`,
  `b=; { read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null;`,
  // A connection may die without the host ever noticing; then this timer ends the batch.
  `( exec 3<&-; read -r x y </proc/self/stat; sleep $L; z ) >/dev/null 2>&1 &`,
].join(" ");

const HEADER = `printf "\\n%s h %s %s\\n" $N \${b:--} \${u:--}; printf "\\n%s h\\n" $N >&2;`;
const NEWLINE = `NL=$(printf "\\nx"); NL=\${NL%x};`;

/** Before and after the commands of a batch, which run niced, one after the other, with nothing on stdin. */
export const BATCH = {
  before: `${FUNCTIONS} ${SETUP} w <&3 3<&- >/dev/null 2>&1 & exec 3<&-; renice -n 5 -p $$ >/dev/null 2>&1; ${HEADER} ${NEWLINE} `,
  beforeOneLiners: `${FUNCTIONS} ${SETUP} w <&3 3<&- >/dev/null 2>&1 & exec 3<&-; renice -n 5 -p $$ >/dev/null 2>&1; ${HEADER} `,
  after: "f",
} as const;

/** Around a sensor: its stdin is a pipe which ends when we say "f". Not niced, because a sensor that starves sees nothing. */
export const SENSOR = {
  before: `${FUNCTIONS} ${SETUP} ${HEADER} ${NEWLINE} { w; } <&3 3<&- 2>/dev/null | { exec 3<&-; read -r x y </proc/self/stat; `,
  beforeOneLiners: `${FUNCTIONS} ${SETUP} ${HEADER} { w; } <&3 3<&- 2>/dev/null | { exec 3<&-; read -r x y </proc/self/stat; `,
  after: "f; }",
} as const;
