import runbook from "#runbooks/small-packet-loss/runbook.ts";
import type { HostFacts } from "#machines/journal/event.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSameOrigin } from "#app/api/v1/_http/guard.ts";
import { queryOf } from "#app/api/v1/_http/query.ts";
import { piecesOf } from "#app/_ui/command/output.ts";
import { linesOf, visible } from "#app/_ui/command/visible.ts";
import { choicesFor, understand, type Surroundings } from "#app/_ui/investigation/commands.ts";
import { readDestination, writeDestination } from "#app/_ui/start/destination.ts";
import { TOLD } from "#server/door/visitor.ts";
import { checkDraft, emptyDraft } from "#app/_ui/start/draft.ts";

const REACHED = { host: "sender", kernel: "6.1" } as HostFacts;

const around: Surroundings = {
  runbook,
  inventory: [
    { id: "1", name: "gw-1", address: "192.0.2.9", user: "root", port: 2222, netns: "fw", group: null, labels: [] },
    { id: "2", name: "mon-1", address: "192.0.2.8", user: null, port: null, netns: null, group: null, labels: [] },
  ],
  status: "running",
  tests: ["softnet", "links"],
  skipped: [],
  people: [
    { login: "tomas", name: "Tomas Berg" },
    { login: "lena", name: "Lena Ode" },
  ],
  hosts: [
    { key: "sender", role: "sender", name: "mon-1", facts: REACHED, added: false },
    { key: "receiver", role: "receiver", name: "net-2", facts: null, added: false },
  ],
  collectors: [
    { id: "softnet", title: "softnet statistics" },
    { id: "sockets", title: "UDP sockets" },
  ],
};

test("a hand-over is completed by name or login, and takes words along", () => {
  expect(choicesFor("/hand-over @ber", around).map(({ text }) => text)).toEqual(["/hand-over @tomas "]);
  expect(understand("/hand-over @tomas cmp-7 is next", around)).toEqual({ do: "handOver", to: "tomas", text: "cmp-7 is next" });
  expect(understand("/hand-over tomas", around)).toEqual({ do: "handOver", to: "tomas" });
  expect(understand("/hand-over", around)).toHaveProperty("wrong");
});

describe("/host", () => {
  const texts = (typed: string, of = around): readonly string[] => choicesFor(typed, of).map(({ text }) => text);
  const hosts = [...around.hosts, { key: "gateway", role: "gateway", name: "gw-2", facts: null, added: true }];
  const full = {
    ...around,
    runbook: { ...runbook, roles: Object.fromEntries(Object.entries(runbook.roles).filter(([role]) => role !== "gateway")) },
  };

  test("is completed from what is there: verbs, roles with room, hosts of the inventory that do not take part yet", () => {
    expect(texts("/ho")).toEqual(["/host "]);
    expect(texts("/host ", { ...around, hosts })).toEqual(["/host add", "/host withdraw "]);
    expect(texts("/host add ")).toEqual(["/host add gateway"]);
    expect(texts("/host add gateway ")).toEqual(["/host add gateway gw-1"]);
    expect(texts("/host add sender ")).toEqual([]);
    expect(texts("/host withdraw ", { ...around, hosts })).toEqual(["/host withdraw gateway"]);
    expect(texts("/host ")).toEqual(["/host add"]);
    expect(texts("/host ", { ...around, status: "concluded" })).toEqual([]);
  });

  test("says what to do, asks for missing words, and in a sentence why not", () => {
    const said = (typed: string, of = around): unknown => understand(typed, of);
    const inventory = { name: "gw-1", address: "192.0.2.9", user: "root", port: 2222, netns: "fw" };
    expect(said("/host add gateway gw-1")).toEqual({ do: "joinHost", role: "gateway", ...inventory });
    expect(said("/host add gateway ops@192.0.2.7:22 red")).toEqual({
      ...{ do: "joinHost", role: "gateway", user: "ops", address: "192.0.2.7", port: 22, netns: "red" },
    });
    expect(said("/host add")).toEqual({ do: "askForHost" });
    expect(said("/host add gateway")).toEqual({ do: "askForHost", role: "gateway" });
    expect(said("/host add gw-1")).toEqual({ do: "askForHost", at: "gw-1" });
    expect(said("/host withdraw net-2")).toEqual({ do: "withdrawHost", host: "receiver" });
    expect(said("/host add gateway -oX")).toHaveProperty("wrong");
    expect(said("/host add router gw-1")).toEqual({ wrong: "There is no role router. Another host can be gateway." });
    expect(said("/host add", full)).toHaveProperty("wrong", expect.stringContaining("No role of this runbook takes another host"));
    expect(said("/host add gateway gw-1", { ...around, status: "concluded" })).toHaveProperty("wrong", expect.stringContaining("ended"));
  });
});

describe("a host as it is typed", () => {
  test.each([
    ["192.0.2.10", { address: "192.0.2.10" }],
    ["root@net-1:2222", { address: "net-1", user: "root", port: 2222 }],
    ["2001:db8::1", { address: "2001:db8::1" }],
    ["ops@[2001:db8::1]:22", { address: "2001:db8::1", user: "ops", port: 22 }],
  ])("%s is understood", (typed, expected) => expect(readDestination(typed)).toEqual(expected));

  test.each(["", "  ", "-oProxyCommand=x", "a b", "host:0", "host:70000", "host:x", "ro ot@host", "@"])(
    "%j is refused with what would be right",
    (typed) => {
      expect(readDestination(typed)).toHaveProperty("wrong");
    },
  );

  test("reads back what it writes", () => {
    const hosts = fc.record({
      user: fc.option(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)),
      address: fc.constantFrom("net-1", "192.0.2.1", "2001:db8::7"),
      port: fc.option(fc.integer({ min: 1, max: 65_535 })),
    });
    fc.assert(
      fc.property(hosts, ({ user, address, port }) => {
        expect(readDestination(writeDestination({ user, address, port }))).toEqual({
          address,
          ...(user === null ? {} : { user }),
          ...(port === null ? {} : { port }),
        });
      }),
    );
  });
});

describe("the form", () => {
  test("takes address, user and port of a host from the inventory by its name", () => {
    const draft = {
      ...emptyDraft(runbook, ""),
      hosts: { sender: [{ at: "net-1", netns: "" }], receiver: [{ at: "192.0.2.2", netns: "" }] },
    };
    const { brief } = checkDraft(runbook, draft, [
      { id: "1", name: "net-1", address: "192.0.2.9", user: "root", port: 2222, netns: "qrouter-1", group: null, labels: [] },
    ]);
    expect(brief.hosts[0]).toEqual({ role: "sender", name: "net-1", address: "192.0.2.9", user: "root", port: 2222, netns: "qrouter-1" });
  });

  test("names what is missing and what is out of its limits", () => {
    const empty = emptyDraft(runbook, "");
    const { wrong } = checkDraft(runbook, { ...empty, inputs: { ...empty.inputs, count: "7" } }, []);
    expect(Object.keys(wrong).sort()).toEqual(["inputs.count", "inputs.target", "roles.receiver", "roles.sender"]);
    expect(wrong["inputs.count"]).toBe("At least 100.");
  });
});

describe("the composer", () => {
  test("completes commands, collectors and hosts", () => {
    expect(choicesFor("/r", around).map(({ text }) => text)).toEqual(["/run "]);
    expect(choicesFor("/run so", around).map(({ text }) => text)).toEqual(["/run softnet ", "/run sockets "]);
    expect(choicesFor("/run softnet ", around).map(({ text }) => text)).toEqual(["/run softnet sender", "/run softnet receiver"]);
    expect(choicesFor("a note", around)).toEqual([]);
    expect(choicesFor("/r", { ...around, status: "paused" }).map(({ command }) => command)).toEqual(["/run", "/resume"]);
    expect(choicesFor("/s", { ...around, status: "concluded" })).toEqual([]);
    expect(choicesFor("/u", around)).toEqual([]);
    expect(choicesFor("/unskip ", { ...around, skipped: ["softnet"] }).map(({ text }) => text)).toEqual(["/unskip softnet"]);
    expect(choicesFor("/skip ", { ...around, skipped: ["softnet"] }).map(({ text }) => text)).toEqual(["/skip links"]);
  });

  test.each([
    ["the optics are clean", { do: "note", text: "the optics are clean" }],
    ["/note /etc/hosts was changed", { do: "note", text: "/etc/hosts was changed" }],
    ["/run softnet mon-1", { do: "run", collector: "softnet", host: "sender" }],
    ["/skip links", { do: "skip", test: "links" }],
    ["/unskip softnet", { do: "unskip", test: "softnet" }],
    ["/close wrong host", { do: "stop", reason: "wrong host" }],
  ])("understands %s", (typed, expected) => expect(understand(typed, { ...around, skipped: ["softnet"] })).toEqual(expected));

  test.each(["/etc/hosts", "/run softnet nobody", "/run rm sender", "/skip everything", "/unskip links", "/note"])(
    "says why %s is nothing it can do",
    (typed) => {
      expect(understand(typed, around)).toHaveProperty("wrong");
    },
  );
});

describe("what a host printed", () => {
  test("is text: colours become tokens, other controls become pictures", () => {
    expect(piecesOf("\u001b[31mred\u001b[0m <b>x</b>\u0007")).toEqual([
      { text: "red", tone: "failed" },
      { text: " <b>x</b>␇", tone: "plain" },
    ]);
    expect(visible("a\u202eb\u001b]0;title\u0007")).toBe("a⟨U+202E⟩b␛]0;title␇");
    expect(linesOf("a\r\nb\n")).toEqual(["a", "b"]);
  });

  test("never leaves a control character on the screen, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(""),
        ).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      }),
    );
  });
});

describe("a request that changes something", () => {
  test.each([
    [{}, true],
    [{ origin: "http://127.0.0.1:3000", [TOLD.origin]: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }, true],
    // What the request says of its host counts for nothing: the server says what it is reached by.
    [{ origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, false],
    [{ origin: "http://127.0.0.1:4000", [TOLD.origin]: "http://127.0.0.1:3000" }, false],
    [{ origin: "null", [TOLD.origin]: "http://127.0.0.1:3000" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
  ])("with %j is from our own pages: %s", (headers, expected) =>
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(expected),
  );

  test("a list query leaves out what makes no sense", () => {
    expect(queryOf(new URLSearchParams("limit=-3&status=odd&q=%20"), { zone: "UTC" })).toEqual({ limit: 30 });
    expect(queryOf(new URLSearchParams("limit=5000&status=paused&q=mtu&after=x"), { zone: "UTC" })).toEqual({
      limit: 100,
      status: "paused",
      text: "mtu",
      after: "x",
    });
  });
});
