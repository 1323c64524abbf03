#!/bin/sh
# A program: a packet filter rule that drops a few per mille of the echo requests, and that is gone while anybody is logged in.
# Argument: per mille. It looks five times a second whether a connection to sshd stands.
set -eu
loaded=no
while :; do
  if [ -n "$(ss -H -t -n state established 'sport = :22')" ]; then
    [ "$loaded" = no ] || nft delete table inet nightly
    loaded=no
  elif [ "$loaded" = no ]; then
    nft -f - <<RULES
table inet nightly {
  chain input {
    type filter hook input priority filter; policy accept;
    icmp type echo-request numgen random mod 1000 < $1 counter drop
  }
}
RULES
    loaded=yes
  fi
  sleep 0.2
done
