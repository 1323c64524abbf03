#!/bin/sh
# PID 1 of a whole lab: when it ends, the kernel ends every process below it, and with them all namespaces, links and mounts.
# Until it reads "keep" it lives only as long as the program that raises the lab: a raise that is killed leaves nothing.
# /proc stays the machine's here, so that children can tell the machine's number of themselves.
set -eu
directory=$1
mount -t tmpfs -o mode=755,size=256m tmpfs "$directory/fs"
read -r pid _ < /proc/self/stat
echo "pid $pid"
read -r word || exit 1
[ "$word" = keep ] || exit 1
exec >/dev/null 2>&1 </dev/null
# `wait` also reaps the orphans that end here.
while :; do sleep 3600 & wait $!; done
