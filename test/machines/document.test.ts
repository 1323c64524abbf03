import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { investigationDocument } from "#machines/explain/document.ts";
import { makeLog, PERSON } from "../app/log.ts";

const EVIL = `<script>alert(1)</script><img src=x onerror="alert(1)">`;

test("a page to print has verdict, rivals, hosts and notes, and whatever somebody wrote stays text", () => {
  const log = makeLog().map((event) =>
    event.type === "noted" ? { ...event, text: EVIL } : event.type === "started" ? { ...event, title: EVIL } : event,
  );
  const page = investigationDocument(log, catalogue, 12);
  for (const part of ["Cause, established", "Rivals", "Hosts", "Notes", "Fix now", "nothing, proven", "INV-12"])
    expect(page).toContain(part);
  expect(page).toContain("&lt;script&gt;alert(1)");
  expect(page).not.toMatch(/<(script|img|link|iframe)/);
});

test("of one that goes on it says so, and tells of a hand-over", () => {
  const log = makeLog({ rounds: 1 });
  const page = investigationDocument(
    [
      ...log,
      {
        type: "handedOver",
        to: "Lena Ode",
        person: true,
        text: "cmp-7 next",
        seq: log.length + 1,
        at: "2026-11-21T03:00:00.000Z",
        actor: PERSON,
      },
    ],
    catalogue,
    7,
  );
  expect(page).toContain("Not ended yet");
  expect(page).toContain("Handed over to Lena Ode. cmp-7 next");
});
