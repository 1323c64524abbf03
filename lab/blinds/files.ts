import type { Blind } from "./blind.ts";

/** Everything a command may reasonably read a file with. */
const READERS = ["cat", "head", "tail", "awk", "mawk", "gawk", "sed", "grep", "dd", "od", "cut", "sort", "tac", "wc", "cp"];

/**
 * What lies below /proc/net is there once for every process, so that nothing can be mounted over it for a whole host. A guard
 * stands before each reader instead. What a shell reads by itself (`read line < file`, `[ -r file ]`) passes by it.
 */
const refusedToReaders = (file: string, says: string): string => {
  const own = file.replace("/proc/net/", "");
  // Also /proc/self/net and if=/proc/net; the name alone is for readers that have gone there.
  const pattern = own === file ? file : `*net/${own} | ${own}`;
  return [
    `for tool in ${READERS.join(" ")}; do`,
    `guard $tool <<'BLIND'`,
    "for argument; do",
    `  case $argument in ${pattern})`,
    `    echo "\${0##*/}: ${file}: ${says}" >&2; exit 1 ;;`,
    "  esac",
    "done",
    `exec "$real" "$@"`,
    "BLIND",
    "done",
  ].join("\n");
};

/** Below /proc/net only by guards; elsewhere by the kernel itself, to root too, because what is mounted there can only be written. */
export const permissionDenied = (file: string): Blind => ({
  about: `reading ${file} is denied`,
  put: file.startsWith("/proc/net/") ? refusedToReaders(file, "Permission denied") : writeOnly(file),
  proof: `said=$(cat ${file} 2>&1); [ $? -ne 0 ] && case $said in *"Permission denied") ;; *) false ;; esac`,
});

/** As on kernels built without it. By guards: `[ -e FILE ]` still finds it. */
export const fileAbsent = (file: string): Blind => ({
  about: `there is no ${file}`,
  put: refusedToReaders(file, "No such file or directory"),
  proof: `said=$(cat ${file} 2>&1); [ $? -ne 0 ] && case $said in *"No such file or directory") ;; *) false ;; esac`,
});

/** An attribute of sysfs that has no way to be read refuses even root, which a file's mode never does. */
const writeOnly = (file: string): string =>
  [
    'mkdir -p "$blinds/layers/sys"',
    'mount -t sysfs "$source" "$blinds/layers/sys"',
    `mount --bind "$blinds/layers/sys/bus/platform/drivers_probe" ${file}`,
  ].join("\n");

/**
 * No blind: what a host of its own shows. Some settings of the kernel are in the machine's own network namespace only, so that a host of the lab has
 * no file for them; what reads them with `cat` finds one.
 */
export const machineSetting = (file: string, value: string): Blind => ({
  about: `${file} is ${value}`,
  put: ["guard cat <<'BLIND'", `[ "$*" = ${file} ] && exec echo ${value}`, 'exec "$real" "$@"', "BLIND"].join("\n"),
  proof: `[ "$(cat ${file})" = ${value} ]`,
});
