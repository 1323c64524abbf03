import type { Blind } from "./blind.ts";
import { toolMissing } from "./tools.ts";

/** iproute2 before 4.14 (tc: 4.17) prints text only. Its exit code is -1. */
const withoutJson = (tool: "ip" | "tc" | "bridge"): Blind => ({
  about: `${tool} has no -j`,
  put: [
    `guard ${tool} <<'BLIND'`,
    "for argument; do",
    "  case $argument in -*) ;; *) break ;; esac",
    "  case $argument in -j | -js* | -json | --json)",
    `    echo "Option \\"$argument\\" is unknown, try \\"${tool} -help\\"." >&2; exit 255 ;;`,
    "  esac",
    "done",
    `exec "$real" "$@"`,
    "BLIND",
  ].join("\n"),
  proof: `said=$(${tool} -j link 2>&1); [ $? -eq 255 ] && [ "$said" = 'Option "-j" is unknown, try "${tool} -help".' ]`,
});

/** As on a distribution of 2016 to which nobody has added anything: iproute2 prints text, and ethtool is not there. */
export const oldHost: readonly Blind[] = [...(["ip", "tc", "bridge"] as const).map(withoutJson), toolMissing("ethtool")];
