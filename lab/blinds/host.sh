# Functions that run on the host that is blinded, in its own mounts. Every mount made here has the source "culprit-blind":
# that alone tells which to take away, whatever was interrupted. No tool of PATH but mount, umount, mkdir, rm, cp, kill and
# readlink is needed to undo, so any other may be hidden.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
blinds=/run/lab/blinds
source=culprit-blind

uncover() {
  points=
  while read -r line; do
    case $line in *" - "*" $source "*)
      set -- $line
      points="$5 $points" ;;
    esac
  done < /proc/self/mountinfo
  # Lazy: whoever still runs or reads what is below must not keep it there.
  for point in $points; do umount -l "$point"; done
}

# A tool that hangs, or a capture whose shell was killed, is a copy below this folder.
end_copies() {
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" || :) in "$blinds"/*) kill -9 "${process#/proc/}" || : ;; esac
  done 2>/dev/null
}

# Blinds the host anew with what every owner wants: so one owner's blinds go without the others'.
apply() {
  end_copies
  uncover
  rm -rf "$blinds/layers" "$blinds/real"
  for script in "$blinds"/wanted/*.sh; do
    [ -e "$script" ] || continue
    . "$script"
  done
  [ -n "$(ls "$blinds/wanted" 2>/dev/null)" ] || rm -rf "$blinds"
}

# The folder can be written, on this host, until it is uncovered.
writable() {
  while read -r line; do
    case $line in *" $1 "*" - overlay $source "*) return 0 ;; esac
  done < /proc/self/mountinfo
  layer=$blinds/layers$1
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay -o "lowerdir=$1,upperdir=$layer/upper,workdir=$layer/work" "$source" "$1"
}

# Every place of PATH that has the tool, each once: /bin is often a link to /usr/bin.
places_of() {
  for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    [ -e "$folder/$1" ] && (cd -P "$folder" && pwd -P)
  done | sort -u
}

# The tool is not installed.
hide() {
  for place in $(places_of "$1"); do
    writable "$place"
    rm "$place/$1"
  done
}

# Puts a script in front of a tool. Its text comes from stdin and finds in $real what the tool was, or $2 in its stead.
guard() {
  body=$(cat)
  for place in $(places_of "$1"); do
    writable "$place"
    real=$(mkdir -p "$blinds/real" && mktemp -d "$blinds/real/XXXXXX")/$1
    # -L: what is looked for under several names, as awk is, must stay a program of its own.
    cp -L "${2:-$place/$1}" "$real"
    rm "$place/$1"
    printf '#!/bin/sh\nreal=%s\n%s\n' "$real" "$body" > "$place/$1"
    chmod 755 "$place/$1"
  done
}

# An empty folder over a folder.
empty() { mount -t tmpfs -o mode=755,size=4k "$source" "$1"; }
