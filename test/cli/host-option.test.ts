import { expect, it } from "vitest";
import { parseHostOption } from "../../cli/host-option.ts";

it("reads a role, a user, an address, a port and a network namespace", () => {
  expect(parseHostOption("gateway=root@192.0.2.1:2222/qrouter-1")).toEqual({
    ...{ role: "gateway", user: "root", address: "192.0.2.1", port: 2222, netns: "qrouter-1" },
  });
  expect(parseHostOption("sender=[2001:db8::1]:22/vpn")).toMatchObject({ address: "2001:db8::1", netns: "vpn" });
  expect(parseHostOption("sender=lab:alpha")).toEqual({ role: "sender", address: "lab:alpha" });
});

it("says what is wrong with what was typed", () => {
  for (const text of ["sender", "sender=", "sender=a/", "sender=a/b/c", "sender=a:0"]) expect(() => parseHostOption(text), text).toThrow();
});
