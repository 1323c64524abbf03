import { linkName } from "../../hosts/directory.ts";
import type { Namespace } from "../../hosts/namespace.ts";

/** What is said to /dev/log goes to this volume, and so does what a router says to its own log. */
export const LOG_VOLUME = "/var/log";

/** Also seen from outside the host, as the backing file of a loop device: unlike any other lab's. */
export const imageName = (directory: string, host: string): string => `${linkName(directory)}-${host}-log.img`;

/** Without a host's own, what is said to /dev/log on one of them would be heard by all. */
const SCRIPT = `
set -eu
image=/run/lab/$1
mkdir /run/lab/dev /run/lab/dev.work /run/lab/pts
mount --bind /dev/pts /run/lab/pts
mount -t overlay -o lowerdir=/dev,upperdir=/run/lab/dev,workdir=/run/lab/dev.work overlay /dev
mount --bind /run/lab/pts /dev/pts
umount /run/lab/pts
# On a machine with systemd this is a link to its journal, which the host does not have.
rm -f /dev/log
truncate -s 16M "$image"
mkfs.ext4 -q -F "$image"
mount -o loop,sync "$image" ${LOG_VOLUME}
mount -t tmpfs -o mode=755,size=1m tmpfs /sys/fs/cgroup
# Hosts of the older kind have one tree for each controller; where this machine has another kind, theirs stay empty.
for controller in cpu blkio; do
  mkdir /sys/fs/cgroup/$controller
  mount -t cgroup -o $controller cgroup /sys/fs/cgroup/$controller 2>/dev/null || rmdir /sys/fs/cgroup/$controller
done
`;

/**
 * A host with a /dev/log of its own, and a log volume of its own whose writers wait for the disk. \`mount -o loop\` sets up a loop
 * device that the kernel releases with the last mount: when the host's first process ends, nothing has to clear it away.
 */
export const layLogVolume = async (host: Namespace, directory: string): Promise<void> => {
  await host.must(["sh", "-c", SCRIPT, "sh", imageName(directory, host.name)]);
};
