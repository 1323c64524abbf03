import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CollectorId, collectors, parse } from "#collectors";
import type { Collector } from "#machines/contract/index.ts";
import { LITERAL_ECHO } from "../../collectors/echo.ts";
import { output } from "./recording.ts";
import { describeUnless, missing } from "../needs.ts";

const ways = (Object.entries(collectors) as readonly (readonly [CollectorId, Collector])[]).flatMap(([id, { ways: all }]) =>
  all.map(({ argv }, way) => [`${id}, way ${way}`, argv.filter((part) => typeof part === "string")] as const),
);

/** `echo` with a variable in it, outside single quotes. */
const PRINTS_A_VARIABLE = /\becho (?:"[^"\n]*\$|[^'"\n;|&)]*\$)/;

describe("what a script prints of others", () => {
  it.each(ways.filter(([, [shell, , script = ""]]) => shell === "sh" && PRINTS_A_VARIABLE.test(script)))(
    "is printed as it is: %s",
    (_name, argv) => {
      expect(argv[2]?.startsWith(`${LITERAL_ECHO}\n`)).toBe(true);
    },
  );

  it.each(["sh", "dash", "bash", "busybox sh"].filter((shell) => missing(shell.split(" ")[0] ?? "") === null))(
    "has neither lines nor an end in it that somebody's name made: %s",
    (shell) => {
      const [program = "", ...flags] = shell.split(" ");
      const name = String.raw`a\nend\c \101 -e`;
      const { stdout } = spawnSync(program, [...flags, "-c", `${LITERAL_ECHO}\necho "$1"; echo -n "$1"; echo`, "sh", name], {
        encoding: "utf8",
      });
      expect(stdout).toBe(`${name}\n-n ${name}\n\n`);
    },
  );
});

describe("an interpreter", () => {
  it.each(ways)("takes no module from the folder that the login is in: %s", (_name, argv) => {
    const text = argv.join("\n");
    expect(text).not.toMatch(/(?:python3?|platform-python|"\$p")\n? (?:-[^I\s]\w*\s)*-c\b/);
    if (argv[0] === "python3") expect(argv[1]).toBe("-I");
    if (argv[0] === "perl") expect(argv[1]).toBe("-M-lib=.");
    expect(text).not.toMatch(/\bperl -e/);
  });
});

describeUnless(missing("perl", "setpriv"), "a process that only calls itself dnsmasq", () => {
  it("cannot have root open what it names: no device, no pipe, nothing of its own", () => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-dnsmasq-"));
    const own = join(folder, "own");
    mkdirSync(own, { mode: 0o777 });
    spawnSync("mkfifo", [join(own, "pipe")]);
    writeFileSync(join(own, "options"), "option:mtu,1111\n");
    spawnSync("chmod", ["755", folder]);
    copyFileSync("/usr/bin/perl", join(folder, "dnsmasq"));
    spawnSync("chmod", ["755", join(folder, "dnsmasq")]);
    const wanted = [`--conf-dir=${own}`, `--dhcp-optsfile=${own}/options`, `--conf-file=${own}/pipe`, "--dhcp-hostsfile=/dev/zero"];
    const impostor = spawn(
      "setpriv",
      [
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        join(folder, "dnsmasq"),
        "-e",
        "sleep 30",
        String.raw`x\nserver 1 radvd\noption option:mtu,666`,
        ...wanted,
      ],
      { stdio: "ignore" },
    );
    try {
      spawnSync("sleep", ["0.3"]);
      const [command, ...rest] = collectors.mtuOffers.ways[0].argv.map((part) => (typeof part === "string" ? part : "192.0.2.1"));
      const { stdout, status } = spawnSync(command ?? "", rest, { encoding: "utf8", timeout: 5_000 });
      const at = stdout.indexOf(`server ${impostor.pid} dnsmasq`);
      expect(at).toBeGreaterThanOrEqual(0);
      const said = stdout.slice(at).split(/\n(?=server \d|end)/)[0];
      expect(said).not.toMatch(/^(?:option|host) /m);
      expect(said?.match(/^unread /gm)?.length).toBeGreaterThanOrEqual(3);
      const result = parse("mtuOffers", 0, output(stdout, { exitCode: status, args: { client: "192.0.2.1" } }));
      expect(JSON.stringify(result)).not.toMatch(/1111|666/);
    } finally {
      impostor.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  });
});
