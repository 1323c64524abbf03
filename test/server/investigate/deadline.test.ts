import { expect, test } from "vitest";
import { collectors } from "#collectors";
import type { Request } from "#machines/contract/index.ts";
import { commandFor } from "#server/investigate/command.ts";

const host = { key: "client", role: "client", name: "client", address: "198.51.100.1" };

const deadlineOf = (collector: "ping" | "connectProbe", args: Readonly<Record<string, string>>): number => {
  const found = collectors[collector];
  const request: Request = { key: "1.reproduction.client.during", test: "reproduction", collector, host: "client", moment: "during", args };
  const command = commandFor({ request, collector: found, way: found.ways[0], host });
  if ("kind" in command) throw new TypeError(JSON.stringify(command));
  return command.deadlineMs - found.deadlineMs;
};

test("a probe has the time that its own pace takes, on a busy host, too", () => {
  const connections = { target: "192.0.2.20", port: "80", attempts: "60", spacing: "1000" };
  expect(deadlineOf("connectProbe", connections)).toBeGreaterThanOrEqual(60_000);
  expect(deadlineOf("ping", { target: "192.0.2.20", count: "1000", interval: "20" })).toBeGreaterThanOrEqual(20_000);
});
