import type { Blind } from "./blind.ts";

const TRACEFS = "/sys/kernel/tracing";

/** As on a host where nobody mounted it. */
const tracefsAbsent: Blind = {
  about: "tracefs is not mounted",
  put: `empty ${TRACEFS}`,
  proof: `! [ -e ${TRACEFS}/instances ]`,
};

/** As on a kernel that was built without BTF: no program can be made that reads its structures. */
const structuresHidden: Blind = {
  about: "the kernel does not describe its structures",
  put: "[ ! -d /sys/kernel/btf ] || empty /sys/kernel/btf",
  proof: "! [ -e /sys/kernel/btf/vmlinux ]",
};

/** As in a container: events can be listed, and none can be enabled. */
const tracefsReadOnly: Blind = {
  about: "tracefs can only be read",
  put: [
    'mkdir -p "$blinds/layers/tracing"',
    'mount -t tracefs "$source" "$blinds/layers/tracing"',
    `mount --bind "$blinds/layers/tracing" ${TRACEFS}`,
    `mount -o remount,bind,ro ${TRACEFS}`,
  ].join("\n"),
  proof: `[ -e ${TRACEFS}/instances ] && ! mkdir ${TRACEFS}/instances/culprit-proof 2>/dev/null`,
};

/** Drop reasons are out of reach, by tracefs as by a program. */
export const untraced: readonly Blind[] = [tracefsAbsent, structuresHidden];

/** The same where tracefs is there and may not be used. */
export const tracingRefused: readonly Blind[] = [tracefsReadOnly, structuresHidden];

/** As in a hardened container (proc mounted with subset=pid): processes, and no word about the network or the settings. */
export const procOfTasksOnly: Blind = {
  about: "/proc shows processes only",
  put: 'mount -t proc -o subset=pid "$source" /proc',
  proof: "! [ -e /proc/net/snmp ] && ! [ -e /proc/sys ] && [ -e /proc/self/stat ]",
};

/** As in a container without sysfs. */
export const sysfsAbsent: Blind = {
  about: "/sys is empty",
  put: "empty /sys",
  proof: "! [ -e /sys/class ]",
};

const DENIED = "dmesg: read kernel buffer failed: Operation not permitted";

/** What kernel.dmesg_restrict says to whoever may not read the log; root on the same machine still could. */
export const kernelLogDenied: Blind = {
  about: "the kernel's log is denied",
  put: `guard dmesg <<'BLIND'\necho "${DENIED}" >&2\nexit 1\nBLIND`,
  proof: `[ "$(dmesg 2>&1)" = "${DENIED}" ]`,
};
