import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillSlot } from "#machines/slot.ts";
import { argvFault, quote, quoteForAnyShell, quoteLine, quoteOnOneLine, unquoteForAnyShell, unquoteWords } from "#server/ssh/quote.ts";

const word = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(
        "'",
        '"',
        "\\",
        "$",
        "`",
        "!",
        "\n",
        " ",
        "a",
        "~",
        "*",
        "%",
        "#",
        ";",
        "&",
        "é",
        "€",
        "\t",
        "=",
        "{",
        "}",
        "-",
      ),
      maxLength: 20,
    }),
  )
  .filter((text) => !text.includes("\0"));

/** What a shell makes of the words: each printed with a NUL behind it, which no word can hold. */
const printed = (shell: readonly [string, ...string[]], line: string): string[] => {
  const [program, ...flags] = shell;
  // A bash whose input is a socket, as a pipe of Node is, takes itself for a remote shell and may read the account's .bashrc each time.
  return execFileSync(program, [...flags, "-c", line], { stdio: ["ignore", "pipe", "inherit"] })
    .toString("utf8")
    .split("\0")
    .slice(0, -1);
};

const POSIX = [["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"], ["zsh", "-f"]] as const;
const LOGIN = [...POSIX, ["fish", "--no-config"], ["tcsh", "-f"]] as const;
const isHere = ([name]: readonly string[]): boolean => ["/bin", "/usr/bin"].some((folder) => existsSync(`${folder}/${name}`));

describe("one word of a POSIX shell", () => {
  it.each(POSIX.filter(isHere).map((shell) => [shell.join(" "), shell] as const))("comes out of %s as it went in", (_name, shell) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(printed(shell, `printf '%s\\0' ${quoteLine(words)}`)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it.each(POSIX.filter(isHere).map((shell) => [shell.join(" "), shell] as const))(
    "comes out of a single line of %s, newlines and all",
    (_name, shell) => {
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
          const line = `NL=$(printf "\\nx"); NL=\${NL%x}; printf '%s\\0' ${words.map(quoteOnOneLine).join(" ")}`;
          expect(line).not.toContain("\n");
          expect(printed(shell, line)).toEqual(words);
        }),
        { numRuns: 60 },
      );
    },
  );

  it("is left plain where nothing in it means anything", () => {
    expect(quote("/proc/net/softnet_stat")).toBe("/proc/net/softnet_stat");
    expect(quoteLine(["ip", "-s", "link"])).toBe("ip -s link");
    expect(quote("=x")).toBe("'=x'");
    expect(quote("")).toBe("''");
  });

  it("can be read back from one line, and only from our own quoting", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(unquoteWords(words.map(quoteOnOneLine).join(" "))).toEqual(words);
      }),
    );
    expect(unquoteWords("a 'unclosed")).toBeUndefined();
    expect(unquoteWords("$(reboot)")).toBeUndefined();
    expect(unquoteWords("'a'b")).toBeUndefined();
  });
});

describe("one word of any login shell", () => {
  it.each(LOGIN.filter(isHere).map((shell) => [shell.join(" "), shell] as const))("is the same to %s", (_name, shell) => {
    const line = word.map((text) => text.replaceAll("\n", " "));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (words) => {
        const seen = words.map((text) => text.replace(/[^\x20-\x7e]/g, "."));
        expect(printed(shell, `env printf %s\\\\0 ${seen.map(quoteForAnyShell).join(" ")}`)).toEqual(seen);
      }),
      { numRuns: 40 },
    );
  });

  it("can be read back, and nothing else can", () => {
    fc.assert(
      fc.property(
        word.map((text) => text.replaceAll("\n", " ")),
        (text) => {
          expect(unquoteForAnyShell(quoteForAnyShell(text))).toBe(text);
        },
      ),
    );
    for (const foreign of ["", "plain", "'a", "'a' ", "'a''b'", "$'a'", '"a"', "'a'\\n"])
      expect(unquoteForAnyShell(foreign)).toBeUndefined();
  });

  it("refuses a newline, which csh cannot have inside a word", () => {
    expect(() => quoteForAnyShell("a\nb")).toThrow(TypeError);
  });
});

describe("the value of a slot", () => {
  const NASTY = [
    "$(reboot)",
    "`reboot`",
    "-oProxyCommand=reboot",
    "--help",
    "eth0;rm -rf /",
    "eth0 eth1",
    "eth0\n",
    "\neth0",
    "eth0\0",
    "\0",
    "",
    " ",
    "eth/0",
    "../etc",
    "eth0'",
    'eth0"',
    "eth0\\",
    "eth0|x",
    "eth0&",
    "eth0>x",
    "$IFS",
    "${HOME}",
    "~",
    "*",
    "?",
    "e\u200bth0",
    "ｅth0",
    "eth0\u2028",
    "\u202eeth0",
    "é",
    "%s%n",
    "a".repeat(10_000),
    "1e3",
    "0x10",
    "+1",
    "-1",
    "01",
    "1 ",
    " 1",
    "1.5",
    "NaN",
    "Infinity",
    "١٢",
    "1\n",
    "99999999999999999999",
    "127.0.0.1;id",
    "127.0.0.1/8",
    "127.1",
    "0177.0.0.1",
    "::1%eth0;id",
    "::ffff:$(id)",
    "1.2.3.4\n5",
    "localhost",
  ];
  const TYPES = ["ipAddress", "interface", "port", "netns", "count", "seconds", "milliseconds", "bytes"] as const;

  it.each(TYPES)("of type %s is never something a shell or a tool would take for more", (type) => {
    for (const text of NASTY) {
      const filled = fillSlot(type, text);
      if ("value" in filled) {
        expect(filled.value).toBe(text);
        expect(text).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$/);
      } else expect(filled.kind).toBe("badArgument");
    }
  });

  it("is bounded by what the kernel takes", () => {
    expect(fillSlot("interface", "a".repeat(15))).toEqual({ value: "a".repeat(15) });
    expect(fillSlot("interface", "a".repeat(16))).toMatchObject({ kind: "badArgument" });
    expect(fillSlot("interface", "tap0e778df8-ca")).toEqual({ value: "tap0e778df8-ca" });
    expect(fillSlot("port", "65535")).toEqual({ value: "65535" });
    expect(fillSlot("port", "65536")).toMatchObject({ kind: "badArgument" });
    expect(fillSlot("port", "0")).toMatchObject({ kind: "badArgument" });
    expect(fillSlot("netns", "qrouter-1f2e")).toEqual({ value: "qrouter-1f2e" });
    expect(fillSlot("ipAddress", "2001:db8::1")).toEqual({ value: "2001:db8::1" });
  });
});

describe("an argv", () => {
  it.each([[[]], [[""]], [["-x"]], [["A=b", "ls"]], [["ls", "a\0b"]], [["two words"]], [["ls", "\ud800"]]])("%j is refused", (argv) => {
    expect(argvFault(argv)).toBeTypeOf("string");
  });

  it("is taken as it is otherwise", () => {
    expect(argvFault(["ip", "-s", "link", "a=b", "-oProxyCommand=x", ""])).toBeUndefined();
  });
});
