import { afterEach, describe, expect, it } from "vitest";
import { collectors } from "#collectors";
import { commandFor } from "#server/investigate/command.ts";
import { ALLOW_MODULES_VARIABLE, allowedModules, mustBeLoaded } from "#server/investigate/modules.ts";

const [way] = collectors.conntrack.ways;
const wouldLoad = (): readonly string[] | undefined => {
  const request = { key: "1", test: "conntrack", collector: "conntrack", host: "a", moment: "once" as const, args: {} };
  const command = commandFor({
    request,
    collector: collectors.conntrack,
    way,
    host: { key: "a", role: "a", name: "a", address: "192.0.2.1" },
  });
  if ("kind" in command) throw new Error(command.kind);
  return command.wouldLoad;
};

describe("modules that commands may load", () => {
  afterEach(() => {
    delete process.env[ALLOW_MODULES_VARIABLE];
  });

  it("are none: what would be loaded goes to the host with the command, which is refused there", () => {
    expect(wouldLoad()).toEqual(["nf_conntrack", "nf_conntrack_netlink"]);
  });

  it("are those that somebody allowed, and no other", () => {
    process.env[ALLOW_MODULES_VARIABLE] = "nf-conntrack-netlink, tcp_diag";
    expect(wouldLoad()).toEqual(["nf_conntrack"]);
    expect(mustBeLoaded(["af_packet"], allowedModules({ [ALLOW_MODULES_VARIABLE]: "af_packet" }))).toEqual([]);
  });

  it("are names of modules", () => {
    for (const strange of ["a b", "$(reboot)", "../x", "x;y"])
      expect(() => allowedModules({ [ALLOW_MODULES_VARIABLE]: `tcp_diag,${strange}` })).toThrow(/no name of a kernel module/);
  });
});
