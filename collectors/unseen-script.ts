import { CARDS_SCRIPT } from "./card-script.ts";

const CARDS = CARDS_SCRIPT.split("\n").join("\n  ");

/**
 * Body of a shell function: what this host dropped where no capture looks, so far. Softnet's second column and rx_dropped count what a full backlog refuses,
 * rx_missed_errors and the cards' own counts what a ring or a card's buffer had no room for, tx_dropped what a device let go behind the capture.
 * An XDP program drops before all of them, uncounted. As unseen-counts.ts reads it.
 */
export const UNSEEN_LINES = `  [ -r /proc/net/softnet_stat ] && sed 's/^/cpu /' /proc/net/softnet_stat
  for d in /sys/class/net/*; do
    for n in rx_dropped rx_missed_errors tx_dropped; do [ -r "$d/statistics/$n" ] && read -r v <"$d/statistics/$n" && echo "dev \${d##*/} $n $v"; done
    [ -e "$d/tun_flags" ] && echo "dev \${d##*/} tap 1"
  done
  x=$(ip -o link 2>/dev/null) && { echo 'programs'; printf '%s\\n' "$x" | sed -n 's/^[0-9]*: \\([^:@]*\\).* mtu [0-9]* xdp.*/program \\1/p'; }
  ( ${CARDS} ) 2>&1 | sed 's/^/card /'`;
