import type { Slot } from "#machines/contract/collector.ts";

/** $1: an address whose owner is told an MTU by one of the servers, or by none. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "client" }] as const satisfies readonly Slot[];

/**
 * A host with hundreds of networks has a dnsmasq for each: of each only its options about MTU and its lines about the client are read.
 *
 * Anybody may call a process dnsmasq and name any file on its command line, a device that acts when it is opened among them. So as root only plain files
 * are opened, and those of a process without CAP_NET_ADMIN (bit 12, capabilities(7)) in our user namespace only where its own user cannot put another
 * in their place; the rest is said to be unread. dhcpd gives up all its rights; dnsmasq and radvd keep that one.
 */
export const OFFERS_SCRIPT = `
PATH=$PATH:/usr/sbin:/sbin
A=$1
u=$(id -u); h=$(readlink /proc/self/ns/user)
may() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  [ $w = 1 ] || case $(readlink -f "$1") in /etc/*|/var/lib/*) [ "$d/root" -ef / ];; *) return 1;; esac
}
for c in $(grep -lE '^(dnsmasq|radvd|dhcpd|kea-dhcp4)$' /proc/[0-9]*/comm 2>/dev/null | head -n 400); do
  d=\${c%/comm}
  t=$(tr '\\0\\n' '  ' < "$d/cmdline" 2>/dev/null | head -c 8000)
  [ -n "$t" ] || continue
  read -r name < "$c"
  w=1
  [ "$u" != 0 ] || { [ "$(readlink "$d/ns/user")" = "$h" ] && grep -q '^CapEff:[[:space:]]*[0-9a-f]*[13579bdf][0-9a-f]\\{3\\}$' "$d/status"; } 2>/dev/null || w=0
  echo "server \${d#/proc/} $name"
  echo "command $t"
  i=$(printf '%s' "$t" | sed -n 's/.*--interface=\\([^ ]*\\).*/\\1/p')
  if [ -n "$i" ] && command -v nsenter >/dev/null 2>&1; then
    m=$(nsenter -t "\${d#/proc/}" -n cat "/proc/\${d#/proc/}/net/dev" >/dev/null 2>&1 && nsenter -t "\${d#/proc/}" -n ip -o link show dev "$i" 2>/dev/null </dev/null | sed -n 's/.* mtu \\([0-9]*\\).*/\\1/p')
    [ -n "$m" ] && echo "serves $i $m"
  fi
  for f in $(printf '%s' "$t" | tr ' ' '\\n' | sed -n 's/^--dhcp-optsfile=//p; s/^--conf-file=//p; s/^--dhcp-hostsfile=//p; s/^--dhcp-optsdir=\\(.*\\)/\\1\\/*/p; s/^--conf-dir=\\([^,]*\\).*/\\1\\/*/p'); do
    [ $w = 1 ] || case $f in *[*?[]*) echo "unread $f"; continue;; esac
    for g in $f; do
      # Files as the server sees them: it may have another root.
      [ "$g" != /dev/null ] || continue
      r="$d/root$g"; [ -r "$r" ] || r=$g
      may "$r" || { echo "unread $g"; continue; }
      grep -E '(option:mtu|option6?:?26|,26,|=26,|interface-mtu|AdvLinkMTU)' "$r" 2>/dev/null | head -n 200 | sed 's/^/option /'
      grep -F -w -- "$A" "$r" 2>/dev/null | head -n 5 | sed 's/^/host /'
    done
  done
  # radvd and dhcpd name their file with -C and -cf.
  for f in $(printf '%s' "$t" | sed -n 's/.* -C  *\\([^ ]*\\).*/\\1/p; s/.* -cf  *\\([^ ]*\\).*/\\1/p'); do
    r="$d/root$f"; [ -r "$r" ] || r=$f
    may "$r" && grep -E '(interface-mtu|AdvLinkMTU)' "$r" 2>/dev/null | head -n 20 | sed 's/^/option /'
  done
done
echo end
`.trim();
