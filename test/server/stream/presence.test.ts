import { afterEach, expect, test, vi } from "vitest";
import { createPresence, type Presence } from "#server/stream/presence.ts";

const INES = { id: "1", name: "Ines Aydin" };
const TOMAS = { id: "2", name: "Tomas Berg" };
const open: Presence[] = [];

/** Processes on one database: what one tells, the others hear. */
function processes(count: number) {
  let now = 0;
  let deaf = false;
  const changed: string[] = [];
  const all: Presence[] = Array.from({ length: count }, (_, at) =>
    createPresence({
      process: `p${at}`,
      tell: (payload) => (deaf ? undefined : all.forEach((one) => one.hear(payload))),
      changed: (id) => changed.push(id),
      now: () => now,
    }),
  );
  open.push(...all);
  return { all, changed, later: (ms: number) => ((now += ms), vi.advanceTimersByTime(ms)), silence: () => (deaf = true) };
}

vi.useFakeTimers();
afterEach(() => open.splice(0).forEach((one) => one.close()));

test("two people in two processes see each other, and see the other one go", () => {
  const { all, changed } = processes(2);
  all[0]?.enter("x", TOMAS);
  const leave = all[1]?.enter("x", INES);
  for (const one of all) expect(one.in("x")).toEqual([INES, TOMAS]);
  expect(all[0]?.in("y")).toEqual([]);
  changed.length = 0;
  leave?.();
  for (const one of all) expect(one.in("x")).toEqual([TOMAS]);
  expect(changed).toContain("x");
});

test.each(["constructor", "__proto__", "toString"])("an investigation may be called %s", (id) => {
  const { all } = processes(2);
  all[0]?.enter("x", TOMAS);
  expect(all.map((one) => one.in(id))).toEqual([[], []]);
  all[0]?.enter(id, TOMAS);
  expect(all.map((one) => one.in(id))).toEqual([[TOMAS], [TOMAS]]);
});

test("who has two pages open is there once, until the last one is closed", () => {
  const { all } = processes(1);
  const first = all[0]?.enter("x", INES);
  const second = all[0]?.enter("x", INES);
  first?.();
  expect(all[0]?.in("x")).toEqual([INES]);
  second?.();
  expect(all[0]?.in("x")).toEqual([]);
});

test("a process that was killed is forgotten", () => {
  const { all, later, silence } = processes(2);
  all[0]?.enter("x", INES);
  silence();
  later(20_000);
  expect(all[1]?.in("x")).toEqual([INES]);
  later(20_000);
  expect(all[1]?.in("x")).toEqual([]);
});
