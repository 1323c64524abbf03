import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { expect, test } from "vitest";
import type { PreflightLine } from "#machines/journal/preflight.ts";
import { nameOfTyped } from "#app/_ui/start/destination.ts";
import { LastCheck } from "#app/_ui/start/LastCheck.tsx";

const NONE = "Nothing can be started while no host can be read.";
const facts = {
  user: "root",
  root: true,
  sudo: true,
  hostname: "a",
  kernel: "6.1",
  tools: {},
  clockOffsetMs: 0,
  bootId: "a",
  uptimeSeconds: 1,
};
const unreached = { host: 0, state: "failed", failure: { kind: "unreachable", detail: "No route to host" } };
const asking = { host: 0, state: "keyUnknown", address: "192.0.2.1", port: 22, algorithm: "ssh-ed25519", fingerprint: "SHA256:a", key: "" };

/** What the foot of the form says of hosts that are called a, b and so on. */
const said = (lines: readonly object[], mayTrust = true): string =>
  renderToStaticMarkup(
    createElement(LastCheck, {
      preflight: { lines: lines as unknown as readonly PreflightLine[], running: false, wrong: null },
      ...{ sends: false, mayTrust, message: null, busy: false },
      hosts: lines.map((_, at) => ({ name: "abc".charAt(at), role: "host" })),
      onCheck: () => undefined,
      onStart: () => undefined,
    }),
  );

test("where no host can be read the foot says that nothing can be started, and what to do", () => {
  expect(said([unreached])).toContain(`${NONE} See above what is in the way: put it right or name other hosts, then check again.`);
  expect(said([unreached, asking])).toContain(`${NONE} Decide about the key above; the hosts are then looked at again.`);
  expect(said([asking], false)).toContain(`${NONE} See above`);
});

test("where one can be read, or nothing was looked at yet, it does not", () => {
  for (const lines of [[], [unreached, { host: 1, state: "ready", facts }]]) expect(said(lines)).not.toContain(NONE);
});

test("a host without a name is called by its port, too, where that is not the usual one", () => {
  expect(nameOfTyped({ address: "127.0.0.1", port: 2222 })).toBe("127.0.0.1:2222");
  expect(nameOfTyped({ address: "2001:db8::7", port: 2222 })).toBe("[2001:db8::7]:2222");
  expect([nameOfTyped({ address: "127.0.0.1", port: 22 }), nameOfTyped({ address: "127.0.0.1" })]).toEqual(["127.0.0.1", "127.0.0.1"]);
  expect(nameOfTyped({ name: "net-1", address: "127.0.0.1", port: 2222 })).toBe("net-1");
});
