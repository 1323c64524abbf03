#!/bin/sh
# A program: thaws the file system on the loop device over this image, and does nothing where it is not frozen or not there.
# A frozen file system outlives the mount namespace it was mounted in: it is reached by its device, through a mount of its own.
set -eu
image=$1
losetup --noheadings --raw --output NAME,BACK-FILE | while read -r device file; do
  case $file in
    */"$image") ;;
    *) continue ;;
  esac
  unshare --mount --propagation private sh -eu -c '
    mount "$1" /mnt
    fsfreeze --unfreeze /mnt 2>/dev/null || :
  ' sh "$device"
done
