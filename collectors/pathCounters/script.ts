import { DISCIPLINES } from "../qdisc-script.ts";
import { SHOW } from "../section.ts";
import { ONLINE, STAT } from "../softnet-rows.ts";
import { TAP_LINES } from "../tap-rows.ts";

export const SNMP = "/proc/net/snmp";

/** What a receiving interface lost, and what passed it; a file that is not there gives no line. */
export const FILES = ["rx_packets", "rx_dropped", "rx_missed_errors", "tx_packets", "tx_dropped"] as const;

/** One look at every place of a host that counts what it drops or holds back, so that all of it is of one moment and of one command. */
export const COUNTER_SCRIPT = String.raw`
PATH=$PATH:/usr/sbin:/sbin
${SHOW}
echo '== qdisc'
${DISCIPLINES}
disciplines 2>&1; case $? in 0) ;; 127) echo '!missing';; *) echo '!failed';; esac
echo '== interfaces'
for d in /sys/class/net/*; do
  [ -d "$d/statistics" ] || continue
  for f in ${FILES.join(" ")}; do
    [ -r "$d/statistics/$f" ] && read -r v <"$d/statistics/$f" && echo "\${d##*/} $f $v"
  done
  read -r v <"$d/type" && echo "\${d##*/} type $v"
done
show ${STAT}
show ${ONLINE}
show ${SNMP}
echo '== taps'
${TAP_LINES}
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
