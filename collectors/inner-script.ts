/** Shell functions: an address as numbers of 32 bits; of IPv6 the second half, which tells hosts apart. */
export const ADDRESS_WORDS = String.raw`
hex() { (IFS=.; set -- $1; printf '0x%02x%02x%02x%02x' "$1" "$2" "$3" "$4"); }
half() {
  a=$1; case $a in *::*)
    l=\${a%%::*}; r=\${a#*::}; z=; n=$(echo "$l $r" | tr ': ' '

' | grep -c .)
    while [ $n -lt 8 ]; do z="$z 0"; n=$((n + 1)); done; a="$l$z $r";;
  esac
  set -- $(echo "$a" | tr : ' '); printf '0x%04x%04x 0x%04x%04x' "0x$5" "0x$6" "0x$7" "0x$8"
}`
  .trim()
  .replaceAll("\\$", "$");

/**
 * Shell functions that write a filter for packets inside others; `inner`, called with ip or ip6 and an offset, has to say what the packet inside is like.
 *
 * It begins, counted from the outer IP header: after GRE of 4 to 16 bytes (checksum, key, sequence number), VXLAN, Geneve with as many options as its first
 * byte says, or nothing; then at once, after an Ethernet header, or after one with a VLAN tag. `outer` takes ip or ip6, where the protocol is named, how
 * long the header is, and a condition: over IPv6 the first fragment has a header of 8 bytes more, and so has a tunnel of the kernel that limits nesting
 * (RFC 2473 4.1.1).
 */
export const INSIDE = String.raw`
any() { p=$1; shift; o=; for b in "$@"; do o="$o\${o:+ or }$(inner $p "$b")"; done; echo "($o)"; }
outer() {
  p=$1; n=$2; h=$3; u="$p[$n]=17 and $p[$((h + 2)):2]"; q="$(((h + 30)))+(($p[$((h + 8))]&0x3f)<<2)"
  echo "($p and $4 (($p[$n]=47 and $(any $p $((h + 4)) $((h + 8)) $((h + 12)) $((h + 16)) $((h + 18)) $((h + 22)) $((h + 26)) $((h + 30)) $((h + 34))))"
  echo "or ($u=4789 and $(any $p $((h + 30)) $((h + 34)))) or ($u=8472 and $(any $p $((h + 30)) $((h + 34)))) or ($u=4790 and $(any $p $((h + 16)) $((h + 30)) $((h + 34))))"
  echo "or ($u=6081 and $(any $p "$q" "4+$q")) or (($p[$n]=4 or $p[$n]=41) and $(any $p $h))))"
}`
  .trim()
  .replaceAll("\\$", "$");

/** Called with these, `outer` covers what may be outside. */
export const OUTSIDE = [`$(outer ip 9 20 '')`, `$(outer ip6 6 40 '')`, `$(outer ip6 40 48 '(ip6[6]=44 or ip6[6]=60) and')`].join(" or ");
