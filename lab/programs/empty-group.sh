#!/bin/sh
# A program: moves every process out of a control group of the CPU controller, and removes the group. Nothing to do where it is gone.
# A process may end between being listed and being moved, and a killed one may take a moment to leave.
set -u
group=$1 left=100
while [ -d "$group" ]; do
  echo -1 > "$group/cpu.cfs_quota_us"
  while read -r process; do echo "$process" > "${group%/*}/tasks"; done < "$group/tasks" 2>/dev/null
  rmdir "$group" 2>/dev/null && exit 0
  left=$((left - 1))
  [ "$left" -gt 0 ] || exit 1
  sleep 0.05
done
