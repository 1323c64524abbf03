import type { Lab } from "#lab/hosts/lab.ts";

/** What an investigation could leave on a host. */
export type Traces = Readonly<Record<string, string>>;

const LOOK = [
  "echo '== processes'; ps -eo args= | grep -Ev '^(ps -eo|grep -Ev|sort|sh -c echo|sshd:|\\[|timeout )' | sort",
  // What a host keeps for itself; everything else of the machine is read-only for it.
  "echo '== files'; find /tmp /root /run -xdev -type f 2>/dev/null | grep -Ev '^/run/(utmp|motd)' | sort",
  "echo '== mounts'; cut -d' ' -f1,2,3 /proc/self/mounts | sort",
  "echo '== instances'; ls /sys/kernel/tracing/instances 2>/dev/null",
  "echo '== sysctls'; grep -rs . /proc/sys/net/ipv4 /proc/sys/net/netfilter | grep -Ev 'nf_conntrack_count|tcp_fastopen_key' | sort",
  "echo '== modules'; cut -d' ' -f1 /proc/modules 2>/dev/null | sort",
].join("\n");

/** Processes, files, mounts, trace instances, settings and modules of each host of the lab. */
export async function traces(lab: Lab): Promise<Traces> {
  const seen = await Promise.all(
    lab.hosts.map(
      async (host) => [host.name, `${await host.must(["sh", "-c", LOOK])}== etc and var\n${await writtenBy(lab, host.name)}`] as const,
    ),
  );
  return Object.fromEntries(seen);
}

/** The layers that take what a host writes below /etc and /var, as the lab's own namespace sees them; logins keep their own books there. */
async function writtenBy(lab: Lab, host: string): Promise<string> {
  const layer = `${lab.directory}/fs/${host}`;
  return lab.switch.must(["sh", "-c", `find ${layer}/etc ${layer}/var -type f | grep -Ev '/var/log/(wtmp|btmp|lastlog)$' | sort`]);
}
