import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parsePreflight, PREFLIGHT_SCRIPT } from "./parse.ts";

/**
 * Who we are on this host and what it offers, before anything about the incident is collected.
 *
 * Shape:
 *     kernel 6.1.0-18-amd64
 *     hostname host-a
 *     uid 1000
 *     user ops
 *     sudo yes
 *     loadavg 0.15 0.10 0.05 1/162 4711
 *     boot 9c1b6c5e-8d0c-4a54-9d3a-4f7f5f1f7a11
 *     tracefs no
 *     tool ip yes
 *     tool ovs-vsctl no
 *     end
 * Fields: words and truths as they are at this moment; load1 is the load average of the last minute.
 *   Example: kernel = 6.1.0-18-amd64, hostname = host-a, user = ops, uid = 1000, root = false, sudo = true, load1 = 0.15
 * Empty: never; a line that is missing makes the reading unparsable.
 * Fails: where there is no sh. What a line could not find out is unknown: a host without /proc/loadavg has no load, not load 0.
 * Source: uname(1), id(1), sudo(8) -n, https://docs.kernel.org/filesystems/proc.html (loadavg, sys/kernel/random/boot_id).
 */
export const preflight = {
  id: "preflight",
  title: "pre-flight",
  about: "Login, privilege, kernel, load and the tools that are present.",
  risk: "R0",
  probe: false,
  effects: ["where the login is not root, runs `sudo -n true`, which sudo logs"],
  scope: "machine",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  maxBytes: 16 * 1024,
  fields: {
    kernel: state("Release of the running kernel."),
    hostname: state("What the host calls itself."),
    user: state("Login that the commands run as."),
    uid: gauge("", "Number of that login; 0 is root."),
    root: state("The login is root itself."),
    sudo: state("What needs root can run: the login is root, or sudo works without a password."),
    load1: gauge("", "Load average of the last minute."),
    bootId: state("Changes with every boot; counters of two boots are not compared."),
    tracefs: state("Drop reasons can be read here: tracefs is mounted and this login, or its sudo, may use it."),
  },
  tables: { tools: { present: state("The tool is in the path, /sbin and /usr/sbin included.") } },
  ways: [{ argv: ["sh", "-c", literally(PREFLIGHT_SCRIPT)], parse: parsePreflight, privilege: "user" }],
} as const satisfies Collector;
