import type { Slot } from "#machines/contract/collector.ts";

/** $1: an address whose owner is told an MTU by one of the servers, or by none. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "client" }] as const satisfies readonly Slot[];

/** A host with hundreds of networks has a dnsmasq for each: of each only its options about MTU and its lines about the client are read. */
export const OFFERS_SCRIPT = `
PATH=$PATH:/usr/sbin:/sbin
A=$1
n=0
for c in $(grep -lE '^(dnsmasq|radvd|dhcpd|kea-dhcp4)$' /proc/[0-9]*/comm 2>/dev/null | head -n 400); do
  d=\${c%/comm}
  t=$(tr '\\0\\n' '  ' < "$d/cmdline" 2>/dev/null | head -c 8000)
  [ -n "$t" ] || continue
  read -r name < "$c"
  echo "server \${d#/proc/} $name"
  echo "command $t"
  i=$(printf '%s' "$t" | sed -n 's/.*--interface=\\([^ ]*\\).*/\\1/p')
  if [ -n "$i" ] && command -v nsenter >/dev/null 2>&1; then
    m=$(nsenter -t "\${d#/proc/}" -n cat "/proc/\${d#/proc/}/net/dev" >/dev/null 2>&1 && nsenter -t "\${d#/proc/}" -n ip -o link show dev "$i" 2>/dev/null </dev/null | sed -n 's/.* mtu \\([0-9]*\\).*/\\1/p')
    [ -n "$m" ] && echo "serves $i $m"
  fi
  for f in $(printf '%s' "$t" | tr ' ' '\\n' | sed -n 's/^--dhcp-optsfile=//p; s/^--conf-file=//p; s/^--dhcp-hostsfile=//p; s/^--dhcp-optsdir=\\(.*\\)/\\1\\/*/p; s/^--conf-dir=\\([^,]*\\).*/\\1\\/*/p'); do
    for g in $f; do
      # Files as the server sees them: it may have another root.
      r="$d/root$g"; [ -r "$r" ] || r=$g
      [ -r "$r" ] && [ "$g" != /dev/null ] || { [ "$g" = /dev/null ] || echo "unread $g"; continue; }
      grep -E '(option:mtu|option6?:?26|,26,|=26,|interface-mtu|AdvLinkMTU)' "$r" 2>/dev/null | head -n 200 | sed 's/^/option /'
      grep -F -w -- "$A" "$r" 2>/dev/null | head -n 5 | sed 's/^/host /'
    done
  done
  # radvd and dhcpd name their file with -C and -cf.
  for f in $(printf '%s' "$t" | sed -n 's/.* -C  *\\([^ ]*\\).*/\\1/p; s/.* -cf  *\\([^ ]*\\).*/\\1/p'); do
    r="$d/root$f"; [ -r "$r" ] || r=$f
    [ -r "$r" ] && grep -E '(interface-mtu|AdvLinkMTU)' "$r" 2>/dev/null | head -n 20 | sed 's/^/option /'
  done
done
echo end
`.trim();
