import { expect, it } from "vitest";
import { lookAgain } from "../../machines/conclude/look-again.ts";

const look = (what: string, host: string, reason: string) => ({ what, host, reason });

it("what has one reason is one sentence, with all readings and hosts that have it, where the first of them stood", () => {
  const silent = "not one of the probes came back";
  expect(
    lookAgain([
      look("interface counters", "db-1", "db-1 has namespaces"),
      "Install tc on db-2.",
      look("places that can lose", "db-1", silent),
      look("places that can lose", "db-2", silent),
      look("softnet statistics", "db-1", "db-1 has namespaces"),
      look("places that lost", "db-1", silent),
      "Install tc on db-2.",
      look("places that lost", "db-2", silent),
    ]),
  ).toEqual([
    "Look at interface counters and softnet statistics on db-1: db-1 has namespaces.",
    "Install tc on db-2.",
    "Look at places that can lose and places that lost on db-1 and db-2: not one of the probes came back.",
  ]);
});

it("readings that have a reason on other hosts are not said of these", () => {
  expect(lookAgain([look("a", "db-1", "cut"), look("a", "db-2", "cut"), look("b", "db-2", "cut")])).toEqual([
    "Look at a on db-1 and db-2: cut.",
    "Look at b on db-2: cut.",
  ]);
});
