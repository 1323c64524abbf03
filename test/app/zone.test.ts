import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queryOf } from "#app/api/v1/_http/query.ts";
import { zoneOfCaller } from "#app/_guard/zone.ts";
import { dayIn, localWords, momentWords } from "#app/_ui/atoms/zone.ts";

const ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Kiritimati", "America/Santiago", "Australia/Lord_Howe"];

describe("a day of the reader", () => {
  test.each([
    ["2026-11-22", "UTC", ["2026-11-22T00:00:00.000Z", 24]],
    ["2026-11-22", "Europe/Berlin", ["2026-11-21T23:00:00.000Z", 24]],
    ["2026-03-29", "Europe/Berlin", ["2026-03-28T23:00:00.000Z", 23]],
    ["2026-10-25", "Europe/Berlin", ["2026-10-24T22:00:00.000Z", 25]],
    ["2026-11-22", "America/St_Johns", ["2026-11-22T03:30:00.000Z", 24]],
    // Its clocks leap over midnight, so the day begins at one.
    ["2026-09-06", "America/Santiago", ["2026-09-06T04:00:00.000Z", 23]],
    // They fall back to 23:00 of the day before.
    ["2026-04-05", "America/Santiago", ["2026-04-05T04:00:00.000Z", 24]],
    ["2026-04-04", "America/Santiago", ["2026-04-04T03:00:00.000Z", 25]],
  ] as const)("%s in %s begins at and lasts %j", (text, zone, [begins, hours]) => {
    const day = dayIn(text, zone);
    expect(day?.begins.toISOString()).toBe(begins);
    expect(((day?.ends.getTime() ?? 0) - (day?.begins.getTime() ?? 0)) / 3_600_000).toBe(hours);
  });

  test.each(["", "2026-02-31", "2026-13-01", "22.11.2026", "2026-11-22T00:00"])("%s is none", (text) => {
    expect(dayIn(text, "UTC")).toBeNull();
  });

  test("holds for a list as for its export: who asks says where they sit", () => {
    const query = queryOf(new URLSearchParams("since=2026-11-01&until=2026-11-02"), { zone: "Europe/Berlin" });
    expect([query.since, query.until]).toEqual([new Date("2026-10-31T23:00:00Z"), new Date("2026-11-02T23:00:00Z")]);
    const asked = (cookie?: string): string =>
      zoneOfCaller(new Request("http://127.0.0.1/", cookie === undefined ? {} : { headers: { cookie } }));
    expect(asked("a=b; culprit-zone=Europe%2FBerlin; c=d")).toBe("Europe/Berlin");
    expect(asked()).toBe("UTC");
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const odd of ["%E0%A4%A", "Nowhere/Else", "%2B01:00", ""]) expect(asked(`culprit-zone=${odd}`)).toBe(own);
  });
});

describe("a moment in the reader's words", () => {
  test("says the zone, and is read again as typed", () => {
    const said = "2026-11-22 13:05 UTC";
    expect(localWords(said, "Europe/Berlin")).toBe("22 Nov 2026, 14:05 (Europe/Berlin)");
    expect(momentWords("22 Nov 2026, 12:05 (Europe/Berlin)", "Europe/Berlin")).toBe("2026-11-22 11:05 UTC");
  });

  test.each([
    "Tuesday 02:00",
    "22 Nov 2026, 14:05",
    "22 Nov 2026, 14:05 (Asia/Tokyo)",
    "22 Nov 2026, 25:05 (Europe/Berlin)",
    "31 Feb 2026, 14:05 (Europe/Berlin)",
    "22 Nov 2026, 14:05 (Europe/Berlin) or so",
    // This hour is leapt over.
    "29 Mar 2026, 02:30 (Europe/Berlin)",
  ])("%s is words and stays as it is", (typed) => {
    expect(momentWords(typed, "Europe/Berlin")).toBe(typed);
    expect(localWords(typed, "Europe/Berlin")).toBe(typed);
  });

  test("is the same moment in every zone, but for the hour that a clock shows twice", () => {
    const within = { min: new Date("2001-01-01T00:00:00Z"), max: new Date("2040-01-01T00:00:00Z"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(within), fc.constantFrom(...ZONES), (at, zone) => {
        const said = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
        const again = momentWords(localWords(said, zone), zone);
        const apart = Date.parse(said.replace(" UTC", "Z").replace(" ", "T")) - Date.parse(again.replace(" UTC", "Z").replace(" ", "T"));
        expect([0, 1_800_000, 3_600_000]).toContain(apart);
        expect(localWords(again, zone)).toBe(localWords(said, zone));
      }),
    );
  });
});
