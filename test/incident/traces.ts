import type { Lab } from "#lab/hosts/lab.ts";

/** What an investigation could leave on a host. */
export type Traces = Readonly<Record<string, string>>;

const LOOK = [
  "echo '== processes'; ps -eo args= | grep -Ev '^(ps -eo|grep -Ev|sort|sh -c echo|sshd:|\\[|timeout )' | sort",
  // The hosts share the machine's files except these folders; the project itself may be worked on while the test runs.
  "echo '== files'; find /tmp /var/tmp /dev/shm /etc /run /var/log /var/lib -xdev -type f -newer /etc/hostname 2>/dev/null | grep -Ev '^/(run|var/log)/(utmp|motd|wtmp|lastlog|btmp)' | sort",
  "echo '== mounts'; cut -d' ' -f1,2,3 /proc/self/mounts | sort",
  "echo '== instances'; ls /sys/kernel/tracing/instances 2>/dev/null",
  "echo '== sysctls'; grep -rs . /proc/sys/net/ipv4 /proc/sys/net/netfilter | grep -Ev 'nf_conntrack_count|tcp_fastopen_key' | sort",
  "echo '== modules'; cut -d' ' -f1 /proc/modules 2>/dev/null | sort",
].join("\n");

/** Processes, files, mounts, trace instances, settings and modules of each host of the lab. */
export async function traces(lab: Lab): Promise<Traces> {
  const seen = await Promise.all(lab.hosts.map(async (host) => [host.name, await host.must(["sh", "-c", LOOK])] as const));
  return Object.fromEntries(seen);
}
