#!/bin/sh
# A program: does one thing on a host, and some seconds later another, over and over. Without a pause it does the first and no more.
# While it lives it holds a lock, and so does the command it has just begun: who waits for the lock after ending the program knows
# that nothing more happens.
set -u
lock=$1 host=$2 seconds=$3 pause=$4 on=$5 off=$6
exec 9>"$lock"
flock 9
there() { nsenter --target "$host" --mount --net --pid -- sh -c "$1"; }
while :; do
  there "$on"
  [ "$pause" != 0 ] || exec sleep infinity
  sleep "$seconds" 9>&-
  there "$off"
  sleep "$pause" 9>&-
done
