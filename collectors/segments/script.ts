import type { Slot } from "#machines/contract/collector.ts";
import { UNSEEN_LINES } from "../unseen-script.ts";

/** A capture that nobody stops ends by itself, as the trace of drops does. */
export const LIMIT_SECONDS = "1800";
/** Four conversations of 60 kB, each segment seen on two interfaces, are about 600. Whoever meets the limit says so: then the counts are lower bounds. */
export const LIMIT_PACKETS = "6000";

/** $1 the service's address, $2 its port, $3 seconds at most, $4 packets at most. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
] as const satisfies readonly Slot[];

/**
 * tcpdump on all interfaces of the namespace, not promiscuous: "any" never is. 128 bytes of each packet hold all headers, and the whole of the
 * short ones whose checksums are verified. What it says goes the same way as what it prints, line by line, so the shell reads up to the line
 * that it listens, arms, and lets the rest run through. Of a packet only
 * what the parser reads of its headers leaves the host: payload that tcpdump shows does not. What the host drops before the capture or behind it is
 * counted by others, whose counts are read at both ends.
 */
export const SEGMENTS_SCRIPT = String.raw`
for t in tcpdump timeout sed; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
[ "$(id -u)" = 0 ] || { echo 'culprit: denied: tcpdump needs root' >&2; exit 3; }
unseen() {
${UNSEEN_LINES}
}
b=$(unseen)
exec 5<&0
{ sh -c 'echo "pid $$"; exec tcpdump -i any -p -nn -S -l -e -v -tt -s 128 -B 4096 -c "$4" host "$1" and tcp port "$2" 2>&1 5<&-' culprit-segments "$@" </dev/null
  echo "== ended $?"
} | {
  p= armed=
  while IFS= read -r l; do case $l in
    "pid "*) p=\${l#pid };;
    *"listening on "*) armed=1; break;;
    *) echo "$l" >&2;;
  esac; done
  [ -n "$armed" ] || exit 4
  echo CULPRIT-ARMED
  { timeout "$3" cat <&5; sleep 0.2; kill -TERM "$p"; } >/dev/null 2>&1 &
  w=$!
  echo '== link'
  echo "$l"
  echo '== segments'
  sed -n -e '/^[0-9]\{9,\}\.[0-9]* .*ethertype/{s/ ifindex [0-9]* [0-9a-f:]* / /;s/(tos [^,]*, ttl [0-9]*, /(/;s/, offset 0, flags \[[^]]*\], proto TCP (6), /, /;b short
}' -e '/^ .* > .*: Flags \[/b short' -e '/^[0-9]* packets* /p' -e '/^== ended/p' -e d \
    -e ': short' -e 's/\(Flags \[.*, length [0-9][0-9]*\).*/\1/;s/, win [0-9]*//;s/, options \[[^]]*\]//;p'
  kill "$w" 2>/dev/null
  echo '== before'
  printf '%s\n' "$b"
  echo '== after'
  unseen
  echo '== end'
}
`
  .trim()
  .replaceAll("\\$", "$");
