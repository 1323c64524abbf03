import { expect, it } from "vitest";
import type { EventBody } from "#machines/journal/event.ts";
import { countCommands } from "#machines/journal/select.ts";
import { aboutEnd } from "#server/records/about.ts";
import { progressOf } from "#server/store/progress.ts";

const began = (request: string, attempt = 1) =>
  ({ type: "commandStarted", request, attempt }) as EventBody & { readonly type: "commandStarted" };
const said = (request: string, together?: readonly string[], attempt = 1): EventBody =>
  ({ type: "observed", request, attempt, facts: { startedAt: "2026-01-01T00:00:00Z", together } }) as unknown as EventBody;

const [one, other] = [
  ["1.softnet.a.before", "1.links.a.before"],
  ["1.softnet.b.before", "1.links.b.before"],
];

it("counts what one script read as one command, on each host and in each attempt", () => {
  const started = [...one, ...other, "1.firewall.a.before"].map((request) => began(request));
  const ended = [...one.map((request) => said(request, one)), ...other.map((request) => said(request, other)), said("1.firewall.a.before")];
  expect(countCommands(started, [...started, ...ended])).toBe(3);
  expect(countCommands(started, started)).toBe(5);
  const again = [...one.map((request) => began(request, 2)), ...one.map((request) => said(request, one, 2))];
  expect(countCommands([...started, ...one.map((request) => began(request, 2))], [...ended, ...again])).toBe(4);
});

it("comes to the same in the audit log", () => {
  const hosts = ["a", "b"].map((key) => ({ key, name: key, address: key, role: "host" }));
  const begin = { type: "started", runbook: { id: "x", version: 1 }, brief: { hosts, inputs: {} } };
  const ended = [...one.map((request) => said(request, one)), ...other.map((request) => said(request, other)), said("1.firewall.a.before")];
  const log = [begin, ...ended, { type: "stopped" }] as unknown as Parameters<typeof aboutEnd>[1];
  expect(aboutEnd("x", log)).toMatchObject({ hosts: [{ commands: 2 }, { commands: 1 }] });
});

it("comes to the same where a log is written piece by piece", () => {
  const started = [...one, ...other].map((request) => began(request));
  const ended = [...one.map((request) => said(request, one)), ...other.map((request) => said(request, other))];
  expect(progressOf(started).commands + progressOf(ended).commands).toBe(2);
});
