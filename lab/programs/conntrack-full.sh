#!/bin/sh
# A program: makes beta's full connection-tracking table refuse new flows now and then.
# With the limit below the number of entries no entry can be made. The probe's entry is deleted in that time, as if it had
# expired; until the limit is back, each of its packets needs a new entry and is refused.
set -eu
beta=$1 limit=$2
path=/proc/sys/net/netfilter/nf_conntrack_max
while :; do
  sleep 1
  echo $((limit - 20)) > $path
  nsenter --net="/proc/$beta/ns/net" conntrack -D -p icmp >/dev/null 2>&1 || :
  sleep 0.015
  echo "$limit" > $path
done
