#!/bin/sh
# Becomes a process of a host that outlives the program which started it. It keeps the lab's own view of the file system,
# so that it finds its program even where the host has a /root or /tmp of its own; /proc is the machine's here.
set -eu
read -r pid _ < /proc/self/stat
echo "pid $pid"
read -r word || exit 1
[ "$word" = keep ] || exit 1
exec "$@" </dev/null >/dev/null
