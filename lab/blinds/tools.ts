import type { Blind } from "./blind.ts";

/** As on a host where its package was never installed. */
export const toolMissing = (tool: string): Blind => ({
  about: `${tool} is not installed`,
  put: `hide ${tool}`,
  proof: `! command -v ${tool}`,
});

/** As where a login may run it and the kernel or the tool says no: a container without the capability. */
export const toolRefuses = (tool: string, says: string, exitCode = 1): Blind => ({
  about: `${tool} refuses: ${says}`,
  put: `guard ${tool} <<'BLIND'\ncat >&2 <<'SAYS'\n${says}\nSAYS\nexit ${exitCode}\nBLIND`,
  proof: `said=$(${tool} 2>&1 >/dev/null); [ $? -eq ${exitCode} ] && [ "$said" = '${says.replaceAll("'", `'\\''`)}' ]`,
});

/** Never returns and says nothing, as one that waits for a lock or for a file system that is gone. It can be killed: a process that can not be would outlive the lab. */
export const hungCommand = (tool: string): Blind => ({
  about: `${tool} never returns`,
  put: `guard ${tool} "$(command -v sleep)" <<'BLIND'\nexec "$real" infinity\nBLIND`,
  proof: `timeout 0.5 ${tool}; [ $? -eq 124 ]`,
});

/** Prints no more than so many bytes, and ends as if that was all. `probe`: arguments with which it prints more. */
export const truncatedOutput = (tool: string, bytes: number, probe: readonly string[]): Blind => ({
  about: `${tool} prints the first ${bytes} bytes and no more`,
  put: `guard ${tool} <<'BLIND'\n"$real" "$@" | head -c ${bytes}\nBLIND`,
  proof: `[ "$(${tool} ${probe.join(" ")} | wc -c)" -eq ${bytes} ]`,
});
