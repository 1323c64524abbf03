#!/bin/sh
# Turns fresh namespaces into a host: its own /proc, /sys with tracefs, hostname, /etc, /var, /run, /tmp and /root over the
# machine's file system, which it can read and not write. Then it becomes the host's sshd, which as PID 1 also reaps orphans.
set -eu
directory=$1 name=$2
read -r pid _ < /proc/self/stat

layer=$directory/fs/$name
mkdir -p "$layer/run/sshd" "$layer/run/lab"
cp "$directory/keys/$name" "$layer/run/lab/host-key"
cp "$directory/keys/identity.pub" "$layer/run/lab/authorized-keys"
cp "$directory/keys/$name.sshd" "$layer/run/lab/sshd-config"
chmod 600 "$layer/run/lab/host-key" "$layer/run/lab/authorized-keys"

for folder in etc var; do
  mkdir -p "$layer/$folder" "$layer/$folder.work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$layer/$folder,workdir=$layer/$folder.work" overlay "/$folder"
done
mount -t tmpfs -o mode=1777,size=64m tmpfs /tmp
mount -t tmpfs -o mode=700,size=16m tmpfs /root

echo "$name" > /proc/sys/kernel/hostname
echo "$name" > /etc/hostname
cp "$directory/keys/hosts" /etc/hosts
: > /etc/motd
# sshd without PAM refuses an account whose password begins with "!"; "*" never matches either, and is no lock.
sed -i 's/^root:[^:]*:/root:*:/' /etc/shadow

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || :
mount --bind "$layer/run" /run
mount -o remount,bind,ro /

for which in all default; do
  echo 1 > "/proc/sys/net/ipv6/conf/$which/disable_ipv6" 2>/dev/null || :
done
ip link set lo up
echo "pid $pid"
read -r word || exit 1
[ "$word" = serve ] || exit 1
# The listener outlives the program that raised it: nothing of that program's terminal or pipes stays open.
exec /usr/sbin/sshd -D -f /run/lab/sshd-config -E /run/lab/sshd.log </dev/null >/dev/null 2>&1
