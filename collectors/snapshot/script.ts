/** Packages that decide what happens to packets, or who changed something: kernel, tools, agents, services. One extended regular expression. */
const RELEVANT =
  "^(linux-image|kernel|firmware|iproute|iptables|nftables|ebtables|ethtool|conntrack|ipset|bridge-utils|openvswitch|ovn|neutron|nova|libvirt|qemu|keepalived|haproxy|nginx|apache2|httpd|dnsmasq|bind9|unbound|systemd|udev|ifupdown|netplan|network-manager|NetworkManager|firewalld|ufw|docker|containerd|calico|cilium|frr|bird|strongswan|wireguard|openvpn|openssh-server|rsyslog|chrony|ntp|irqbalance|tuned|cloud-init|libc6|glibc)";

/** Settings that the kernel draws or counts by itself, or that are secret. */
const NOT_SETTINGS = "nf_conntrack_count|netdev_rss_key|tcp_fastopen_key|stable_secret|/route/flush|tcp_available_|tcp_allowed_|_seed";

/** Of every interface; what stands in `all` and `default` is read whole. */
const PER_INTERFACE = [
  "ipv4/conf/*/rp_filter",
  "ipv4/conf/*/forwarding",
  "ipv4/conf/*/arp_ignore",
  "ipv4/conf/*/arp_announce",
  "ipv4/conf/*/proxy_arp",
  "ipv4/conf/*/accept_local",
  "ipv6/conf/*/disable_ipv6",
  "ipv6/conf/*/mtu",
];

/** A host with hundreds of taps is described by its cards and the first of its virtual devices. */
export const MOST_DEVICES = 48;
export const MOST_ROUTES = 400;

/**
 * One script, so that it is one command: sections of text, the last one "end". A section whose tool is missing, or that this login may not read,
 * holds one line that begins with "!". nft and iptables are asked only where their tables are there already, so that nothing is loaded.
 */
export const SNAPSHOT_SCRIPT = [
  's() { echo "== $1"; }; have() { command -v "$1" >/dev/null 2>&1; }; sum() { if have cksum; then cksum; else echo "!no cksum"; fi; }',
  's host; uname -srm; { cat /etc/machine-id 2>/dev/null || echo "!absent"; } | head -n 1; cat /proc/sys/kernel/random/boot_id; cat /proc/cmdline',
  // The list itself would be 60 kB.
  "s packages; if have dpkg-query; then p=$(dpkg-query -W -f '${Package} ${Version}\\n' 2>/dev/null | sort); elif have rpm; then p=$(rpm -qa --qf '%{NAME} %{VERSION}-%{RELEASE}\\n' 2>/dev/null | sort); elif have apk; then p=$(apk info -v 2>/dev/null | sed 's/-\\([0-9]\\)/ \\1/' | sort); else p=; fi",
  `if [ -n "$p" ]; then printf '%s\\n' "$p" | sum; printf '%s\\n' "$p" | wc -l; printf '%s\\n' "$p" | grep -E '${RELEVANT}'; else echo '!no dpkg, rpm or apk'; fi`,
  "s modules; if [ -r /proc/modules ]; then cut -d' ' -f1 /proc/modules | sort; else echo none; fi",
  `s settings; cd /proc/sys/net && { grep -rHs . core unix netfilter bridge; grep -Hs . nf_conntrack_max ipv4/* ipv6/* ipv4/route/* ipv6/route/* ipv6/icmp/* ipv4/conf/all/* ipv4/conf/default/* ipv4/neigh/default/* ipv6/conf/all/* ipv6/conf/default/* ipv6/neigh/default/* ${PER_INTERFACE.join(" ")}; } | grep -Ev '${NOT_SETTINGS}' | sort -u; cd /`,
  's devices; n=0; have ethtool && e=1 || { e=; echo \'!ethtool\'; }; one() { i=${1##*/}; echo "@ $i"; for f in mtu tx_queue_len speed duplex; do read -r v <"$1/$f" && echo "$f: $v"; done 2>/dev/null; [ -z "$e" ] || { ethtool -i "$i"; echo offloads; ethtool -k "$i"; echo rings; ethtool -g "$i"; echo channels; ethtool -l "$i"; } 2>/dev/null; }',
  `for d in /sys/class/net/*; do [ -e "$d/device" ] && [ $n -lt ${MOST_DEVICES} ] && n=$((n+1)) && one "$d"; done; for d in /sys/class/net/*; do [ -e "$d/device" ] || [ $n -ge ${MOST_DEVICES} ] || { n=$((n+1)); one "$d"; }; done`,
  "s queues; if have tc; then tc qdisc show 2>&1 || echo '!failed'; else echo '!tc'; fi",
  `s routes; if have ip; then { ip -o rule; ip -o route; ip -o -6 route; } 2>/dev/null | head -n ${MOST_ROUTES + 1}; else echo '!ip'; fi`,
  // Counters left out (-s), so that a rule that only counts stays the same.
  "s rules; if grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && have nft; then r=$(nft -s list ruleset 2>&1) && { printf '%s\\n' \"$r\" | sum; printf '%s\\n' \"$r\" | grep -c '^\\t\\t[^ ]*[a-z]' || :; } || echo '!denied'; elif grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null; then echo '!nft'; else echo none; fi",
  "s legacy; n=; for v in ip ip6; do n=$n$(cat /proc/net/${v}_tables_names 2>&1); done; case $n in *denied*|*permitted*) echo '!denied';; *'No such file'*|'') echo none;; *) t=; for c in iptables-legacy-save iptables-save; do have $c && case $($c -V 2>/dev/null) in *nf_tables*) ;; *) t=$c; break;; esac; done; if [ -z \"$t\" ]; then echo '!iptables-legacy-save'; else r=$($t 2>/dev/null; ip6${t#ip} 2>/dev/null); printf '%s\\n' \"$r\" | sed -e '/^#/d' -e 's/\\[[0-9]*:[0-9]*\\]//' | sum; printf '%s\\n' \"$r\" | grep -c '^-A' || :; fi;; esac",
  "s openvswitch; if [ ! -S /run/openvswitch/db.sock ] && [ ! -S /var/run/openvswitch/db.sock ]; then echo none; elif have ovs-vsctl; then ovs-vsctl --version | head -n 1; c=$(ovs-vsctl --timeout=4 show 2>&1) && { printf '%s\\n' \"$c\" | sum; printf '%s\\n' \"$c\" | grep -c ' Port ' || :; ovs-vsctl --timeout=4 get Open_vSwitch . other_config; } || echo '!denied'; else echo '!ovs-vsctl'; fi",
  "echo '== end'",
].join("\n");
