/**
 * The programs of a change, POSIX sh for dash, bash and busybox. Nothing is written to disk: the process that will undo the change is its own record,
 * found by the token in its arguments. READ, WRITE and UNDO are commands quoted by server/ssh/quote.ts, so that eval runs exactly them.
 */

/** The name under which the process that undoes the change runs: what people who look at the host see. */
export const GUARD_NAME = "culprit-revert";

/**
 * Runs on the host apart from everything else, in a session of its own whose parent is gone: the end of the connection, of the server and of the network do
 * not reach it. Undoes the change only where the value is still the one that was set: what somebody else changed meanwhile is theirs. Where the host cannot
 * undo it at once (an interface that is away), it tries for five minutes. Arguments: token, seconds, value that was set, READ, UNDO.
 */
export const GUARD = [
  `trap "" HUP INT QUIT PIPE; cd /; sleep "$2"; n=0;`,
  `while [ $n -lt 60 ]; do now=$(eval "$4") || now=; [ "$now" ] && [ "$now" != "$3" ] && exit 0;`,
  `[ "$now" ] && eval "$5" && [ "$(eval "$4")" != "$3" ] && exit 0; n=$((n+1)); sleep 5; done`,
].join(" ");

/** Finds the guard of token $token: p is its pid, or empty. /proc/PID/cmdline has its words one after the other; what is about to become it does not count. */
const FIND = [
  `find_guard() { p=; for f in $(grep -lF -- "$token" /proc/[0-9]*/cmdline 2>/dev/null); do`,
  `case "$({ tr '\\0' ' ' <"$f"; } 2>/dev/null)" in`,
  `"sh -c "*" ${GUARD_NAME} $token "*) p=\${f#/proc/}; p=\${p%/cmdline}; return 0;; esac; done; return 1; };`,
].join(" ");

/**
 * Says whether what this session leaves behind may be ended with it, and whether it is. A login manager does so where KillUserProcesses is set, whoever the session
 * belongs to: the manager that runs is asked, since its files may have changed since. One that does not answer counts as one that does. Lingering keeps a user's own
 * services, not what a session left. A server that is started for each connection ends with all that it started.
 */
const ENDS = [
  `in_session() { case "$1" in *ssh*@*.service*|*/session-*.scope*|*/user@*.service*|*name=elogind:/[0-9c]*) return 0;; esac; return 1; };`,
  `ends() { in_session "$1" || return 1; case "$1" in *ssh*@*.service*) return 0;; esac;`,
  `case "$(busctl --timeout=3 get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null)" in`,
  `"b false") return 1;; esac; return 0; };`,
].join(" ");

/** How long a login manager may take to end what a session left, seconds. It is told when the connection is gone, and sends a signal first. */
const REST_SECONDS = 2;

/**
 * Arms the guard, proves that it stands alone, and changes nothing. Arguments: token, seconds until the guard undoes it, the value that was read, the value that
 * will be set, READ, UNDO, GUARD. Prints what it found and did, a word and a value a line: `now` what it is, `armed` the guard's pid, `rest` how long to wait after
 * the end of this session before it is known that the guard outlives it. Exit codes: see EXIT.
 */
export const ARM = [
  `token=$1 before=$3; ${FIND} ${ENDS}`,
  `now=$(eval "$5") || exit 64; printf "now %s\\n" "$now"; [ "$now" = "$before" ] || exit 65;`,
  `command -v setsid >/dev/null 2>&1 || exit 68; PATH=$PATH:/usr/bin:/bin;`,
  // Where a session takes everything with it, the guard is moved out of it: a scope of the system's own manager, in the network namespace of this command.
  `here=$(cat /proc/self/cgroup 2>/dev/null); out=; missed=66; if ends "$here"; then missed=69; command -v systemd-run >/dev/null 2>&1 || exit 69;`,
  `out="systemd-run --quiet --scope --unit=${GUARD_NAME}-$1"; fi;`,
  // The subshell ends at once, so that the guard becomes a child of init: what ends a batch ends only its own descendants.
  `( setsid $out sh -c "$7" ${GUARD_NAME} "$1" "$2" "$4" "$5" "$6" </dev/null >/dev/null 2>&1 & );`,
  `n=0; until find_guard; do n=$((n+1)); [ $n -lt 50 ] || exit $missed; sleep 0.1 2>/dev/null || sleep 1; done;`,
  // It has to stand outside, and not only to have been started so.
  `[ -z "$out" ] || ! ends "$(cat "/proc/$p/cgroup")" || { kill -KILL "-$p"; exit 69; };`,
  // Field 4 of stat is the parent; the name before it may hold anything but ends in the last ")".
  `parent() { { read -r l </proc/$p/stat; } 2>/dev/null; l=\${l##*) }; l=\${l#* }; echo "\${l%% *}"; };`,
  `alone() { q=$(parent); [ "$q" = 1 ] || ! case "$({ tr '\\0' ' ' </proc/$q/cmdline; } 2>/dev/null)" in *"$token"*) true;; *) false;; esac; };`,
  `n=0; until alone; do n=$((n+1)); [ $n -lt 30 ] || { kill -KILL "-$p"; exit 66; }; sleep 0.1 2>/dev/null || sleep 1; done;`,
  `! in_session "$here" || echo "rest ${REST_SECONDS}"; printf "armed %s\\n" "$p"`,
].join(" ");

/**
 * Changes the value where the guard still stands, seen from another connection than the one that armed it: what any host may end with a session, a guard that is
 * here now outlived. Looks again afterwards, and undoes it at once where the guard is gone meanwhile. Arguments: token, the value that was read, READ, WRITE, UNDO,
 * seconds to wait first. Prints `armed` the guard's pid before anything is changed, `is` what it is at last.
 */
export const WRITE = [
  `token=$1 before=$2; ${FIND}`,
  `sleep "$6"; find_guard || exit 70;`,
  `quit() { kill -KILL "-$p"; exit "$1"; };`,
  `now=$(eval "$3") || quit 64; printf "now %s\\n" "$now"; [ "$now" = "$before" ] || quit 65; printf "armed %s\\n" "$p";`,
  `eval "$4" || failed=1; find_guard || { eval "$5"; failed=2; }; printf "is %s\\n" "$(eval "$3")";`,
  `case $failed in 1) exit 67;; 2) exit 70;; esac`,
].join(" ");

/** Undoes it and, once that is proven, ends the guard. Arguments: token, the value that was read, the value that was set, READ, UNDO. */
export const REVERT = [
  `token=$1 before=$2 after=$3; ${FIND}`,
  `now=$(eval "$4") || exit 64; printf "now %s\\n" "$now";`,
  `if [ "$now" = "$after" ] && [ "$now" != "$before" ]; then eval "$5"; now=$(eval "$4"); fi;`,
  `printf "is %s\\n" "$now"; [ "$now" = "$before" ] || exit 65;`,
  `if find_guard; then kill -KILL "-$p"; n=0; while find_guard; do n=$((n+1)); [ $n -lt 30 ] || exit 66; sleep 0.1 2>/dev/null || sleep 1; done; fi;`,
  `echo "disarmed -"`,
].join(" ");

/** Ends the guard of a change that stays, if it still is what was set. Arguments: token, the value that was set, READ. */
export const KEEP = [
  `token=$1; ${FIND}`,
  `now=$(eval "$3") || exit 64; printf "is %s\\n" "$now"; [ "$now" = "$2" ] || exit 65;`,
  `if find_guard; then kill -KILL "-$p"; n=0; while find_guard; do n=$((n+1)); [ $n -lt 30 ] || exit 66; sleep 0.1 2>/dev/null || sleep 1; done; fi;`,
  `now=$(eval "$3"); [ "$now" = "$2" ] || exit 65; echo "disarmed -"`,
].join(" ");

/** Says how it stands, and changes nothing. Arguments: token, READ. */
export const LOOK = [
  `token=$1; ${FIND}`,
  `now=$(eval "$2") || exit 64; printf "is %s\\n" "$now"; find_guard && printf "armed %s\\n" "$p"; :`,
].join(" ");

/** Exit codes of these programs, above what shells and tools use. */
export const EXIT = {
  unreadable: 64,
  otherwise: 65,
  notArmed: 66,
  notWritten: 67,
  noSetsid: 68,
  endsWithSession: 69,
  guardGone: 70,
} as const;
