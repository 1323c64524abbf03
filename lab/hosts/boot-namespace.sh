#!/bin/sh
# PID 1 of a network namespace that is not a host: the switch, or what a fault needs beside the hosts.
set -eu
read -r pid _ < /proc/self/stat
mount -t proc proc /proc
mount -t sysfs sysfs /sys
for which in all default; do
  echo 1 > "/proc/sys/net/ipv6/conf/$which/disable_ipv6" 2>/dev/null || :
done
ip link set lo up
echo "pid $pid"
read -r word || exit 1
[ "$word" = keep ] || exit 1
exec >/dev/null 2>&1 </dev/null
while :; do sleep 3600 & wait $!; done
