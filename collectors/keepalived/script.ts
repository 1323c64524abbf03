import { FIND_DAEMON } from "../vrrp-find.ts";

/**
 * Configuration and log of the VRRP daemon of this network namespace. Only what concerns VRRP is taken out of the configuration, and of a password only
 * 16 bits of a hash of the eight characters that keepalived uses: enough to compare two, not enough to guess one. Of the log, lines whose meaning is
 * known, the last 300: a master that repeats its gratuitous ARP fills a log with others.
 */
export const KEEPALIVED_SCRIPT = String.raw`
${FIND_DAEMON}
A=$(tr '\0' '\n' <"/proc/$P/cmdline" | awk 'n { print; exit } /^(-f|--use-file)$/ { n = 1; next } /^--use-file=/ { print substr($0, 12); exit } /^-f./ { print substr($0, 3); exit }')
A=\${A:-/etc/keepalived/keepalived.conf}
read -r up x </proc/uptime
S=$(sed 's/.*) //' "/proc/$P/stat" | cut -d' ' -f20)
echo '== daemon'; read -r c <"/proc/$P/comm"; echo "$P $c"; echo "$(( \${up%.*} - S / $(getconf CLK_TCK 2>/dev/null || echo 100) ))"; echo "$C"
echo '== files'
L=$A
for w in $(awk '$1 == "include" { print $2 }' "$A" 2>/dev/null); do
  case $w in /*) ;; *) w=\${A%/*}/$w;; esac
  for f in $w; do [ -f "$f" ] && L="$L $f"; done
done
n=$(date +%s)
for f in $L; do [ -r "$f" ] && echo "$(( n - $(stat -c %Y "$f") )) $f"; done
[ -r "$A" ] || fail absent "the configuration $A"
echo '== configuration'
cat $L | awk '
  { l = $0; if (l !~ /auth_pass/) sub(/[#!].*/, "", l); o = gsub(/\{/, "{", l); e = gsub(/\}/, "}", l) }
  d == 0 { on = l ~ /^[ \t]*vrrp_(instance|script|sync_group|track_process|track_file)/; g = l ~ /^[ \t]*global_defs/ }
  on || (g && (d == 0 || l ~ /vrrp_|^[ \t]*}/)) { if (l ~ /[^ \t]/) print l }
  { d += o - e }' | head -n 5000 | while IFS= read -r l; do
  case $l in
    *auth_pass*) w=$(printf '%s' "\${l#*auth_pass}" | sed "s/^[[:space:]]*//; s/[[:space:]]*\$//; s/^[\"']//; s/[\"']\$//"); printf '%sauth_hash %s\n' "\${l%%auth_pass*}" "$(printf '%.8s' "$w" | sha256sum | cut -c1-4)";;
    *) printf '%s\n' "$l";;
  esac
done
echo '== now'; date +%s; date '+%b %e %H:%M:%S'
echo '== log'
M='Entering|Transition to|advertisement timeout|received adverti|received an? |higher priority|priority 0|same priority|effective priority|thread timer expired|Starting VRRP|Reloading|Opening file|invalid|mismatch|not present in|expecting|send advert|sendmsg|Operation not permitted|sent 0 priority|Script.*(failed|succeeded|timed out)|FAULT'
if command -v journalctl >/dev/null 2>&1 && t=$(timeout 5 journalctl -q --no-pager -o short-unix -n 4000 --since=-1day -t Keepalived_vrrp -t Keepalived 2>/dev/null) && [ -n "$t" ]; then
  echo journal; printf '%s\n' "$t" | grep -E "$M" | tail -n 300
else
  for f in /var/log/syslog /var/log/messages /var/log/daemon.log $(readlink "/proc/$P/fd/2"); do
    [ -f "$f" ] && [ -r "$f" ] && t=$(tail -c 1000000 "$f" | grep -E 'Keepalived|^[A-Z][a-z]{2} [A-Z][a-z]{2} .*: ' | grep -E "$M" | tail -n 300) && [ -n "$t" ] || continue
    echo "$f"; printf '%s\n' "$t"; break
  done
fi
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
