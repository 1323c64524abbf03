import type { Slot } from "#machines/contract/collector.ts";

/** $1: the address to which a route is asked for. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

/**
 * Where a large host is cut: 120 other namespaces, 4 MB of links in the own namespace and 400 kB in each other, 300 routes of each family
 * and 500 neighbours in each. Arbitrary, and said in the reading; a network node with 120 routers takes about 3 s.
 */
export const MOST = {
  namespaces: 120,
  ownBytes: 4_000_000,
  bytes: 400_000,
  lines: 40_000,
  routes: 300,
  neighbours: 500,
  guests: 400,
} as const;

/** Everything of one namespace. $1: what it is called here, nothing for the own one; $2: bytes of its links; the rest: how to get into it. Unquoted words are words of this script, never input. */
const LOOK = `
look() {
  k=\${1:-.}; n=$2; shift 2
  case $form in
    json) echo "== json $k"; "$@" ip -d -j addr 2>/dev/null </dev/null | head -c "$n"; echo;;
    text) echo "== text $k"; { "$@" ip -d addr 2>/dev/null </dev/null || "$@" ip addr 2>/dev/null </dev/null; } | head -n ${MOST.lines};;
  esac
  echo "== routes $k"
  "$@" ip route 2>/dev/null </dev/null | head -n ${MOST.routes + 1}
  "$@" ip -6 route 2>/dev/null </dev/null | head -n ${MOST.routes + 1}
  echo "== neighbours $k"; "$@" ip neigh 2>/dev/null </dev/null | head -n ${MOST.neighbours + 1}
  echo "== ids $k"; "$@" ip netns list-id 2>/dev/null </dev/null | head -n 2000
}`;

/** Without ip: files of this namespace alone. */
const FILES = `
files() {
  echo '== files .'
  for d in /sys/class/net/*; do
    [ -r "$d/ifindex" ] || continue
    l=\${d##*/}
    for f in ifindex iflink mtu type operstate flags address tun_flags; do v=; read -r v 2>/dev/null < "$d/$f" && echo "$l $f $v"; done
    [ -L "$d/master" ] && m=$(readlink "$d/master") && echo "$l master \${m##*/}"
    [ -d "$d/bridge" ] && echo "$l kind bridge"; [ -d "$d/bonding" ] && echo "$l kind bond"
    [ -e "$d/uevent" ] && while read -r v; do case $v in DEVTYPE=*) echo "$l devtype \${v#DEVTYPE=}";; esac; done < "$d/uevent"
  done
  echo '== route-file'; cat /proc/net/route 2>/dev/null | head -n ${MOST.routes + 1}
  echo '== arp-file'; cat /proc/net/arp 2>/dev/null | head -n ${MOST.neighbours + 1}
}`;

/** Open vSwitch's own database, in one transaction: three tables, a line each. */
const SWITCH = `
echo '== ovs'
if command -v ovs-vsctl >/dev/null 2>&1; then
  ovs-vsctl --timeout=4 -f json -- --columns=name,ports,datapath_type list bridge -- --columns=_uuid,name,tag,trunks,bond_mode,interfaces list port \\
    -- --columns=_uuid,name,type,ofport,mtu,mtu_request,options,error,external_ids list interface 2>&1 </dev/null || echo '== !ovs'
fi`;

/** Guests of qemu: names and Ethernet addresses are in the command line, taps in what the kernel says about its open files. */
const GUESTS = `
echo '== guests'
for c in $(grep -lE 'qemu|kvm' /proc/[0-9]*/comm 2>/dev/null | head -n ${MOST.guests}); do
  p=\${c%/comm}
  t=$(tr '\\0\\n' '  ' < "$p/cmdline" 2>/dev/null | head -c 20000)
  case $t in *qemu*|*kvm*) ;; *) continue;; esac
  echo "guest \${p#/proc/} $t"
  cat "$p"/fdinfo/* 2>/dev/null | sed -n 's/^iff:[[:space:]]*/tap /p' | sort -u
done`;

const OTHERS = `
i=$(readlink /proc/self/ns/net); i=\${i#net:[}; own=\${i%]}
seen=" $own "; count=0; hidden=0; skipped=0
[ "$form" = files ] || for f in /run/netns/* /var/run/netns/*; do
  [ -e "$f" ] || continue
  i=$(stat -Lc %i "$f" 2>/dev/null)
  case $seen in *" \${i:-none} "*) continue;; esac
  count=$((count + 1)); [ $count -gt ${MOST.namespaces} ] && { skipped=$((skipped + 1)); continue; }
  seen="$seen$i "; echo "== namespace \${f##*/}"; echo "inode $i"; echo "entry named"
  if command -v nsenter >/dev/null 2>&1; then look "\${f##*/}" ${MOST.bytes} nsenter --net="$f"; else look "\${f##*/}" ${MOST.bytes} ip netns exec "\${f##*/}"; fi
done
if [ "$form" != files ]; then
  all=$(ls -l /proc/[0-9]*/ns/net 2>/dev/null | sed -n 's|.* /proc/\\([0-9]*\\)/ns/net -> net:\\[\\([0-9]*\\)\\].*|\\2 \\1|p' | sort -n -k1,1 -k2,2 | awk '$1 != last { print $1 ":" $2; last = $1 }')
  [ "$(id -u)" = 0 ] || hidden=1
  for each in $all; do
    i=\${each%%:*}; p=\${each##*:}
    case $seen in *" $i "*) continue;; esac
    # Namespaces with a loopback alone are what services are shut in.
    [ "$(grep -c : "/proc/$p/net/dev" 2>/dev/null)" -gt 1 ] 2>/dev/null || continue
    count=$((count + 1)); [ $count -gt ${MOST.namespaces} ] && { skipped=$((skipped + 1)); continue; }
    seen="$seen$i "; echo "== namespace pid-$p"; echo "inode $i"; echo "entry process"
    read -r v 2>/dev/null < "/proc/$p/comm" && echo "program $v"
    if command -v nsenter >/dev/null 2>&1; then look "pid-$p" ${MOST.bytes} nsenter -t "$p" -n; else echo "unread nsenter is missing"; fi
  done
fi
echo '== summary'; echo "own $own"; echo "hidden $hidden"; echo "skipped $skipped"`;

export const LAYOUT_SCRIPT = `
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
form=files
if command -v ip >/dev/null 2>&1; then form=text; ip -j -d link show dev lo >/dev/null 2>&1 </dev/null && form=json; fi
${LOOK}
${FILES}
case $form in
  files) files;;
  *) look '' ${MOST.ownBytes} env; echo '== route-to'; ip route get "$1" 2>&1 </dev/null;;
esac
${OTHERS}
${SWITCH}
${GUESTS}
echo '== end'
`;
