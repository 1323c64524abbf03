import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { investigationDocument } from "#machines/explain/document.ts";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { makeLog, PERSON } from "../app/log.ts";

const EVIL = `<script>alert(1)</script><img src=x onerror="alert(1)">`;

test("a page to print has verdict, rivals, hosts and notes, and whatever somebody wrote stays text", () => {
  const log = makeLog().map((event) =>
    event.type === "noted" ? { ...event, text: EVIL } : event.type === "started" ? { ...event, title: EVIL } : event,
  );
  const page = investigationDocument(log, catalogue, 12);
  for (const part of ["Cause, established", "Refuted", "Hosts", "Notes", "Fix now", "nothing, proven", "INV-12"])
    expect(page).toContain(part);
  expect(page).toContain("&lt;script&gt;alert(1)");
  expect(page).not.toMatch(/<(script|img|link|iframe)/);
});

test("what it began from stands in it and in the text for a ticket", () => {
  const labels = { alertname: "SlowCopies", instance: "net-2:9100" };
  const annotations = { summary: `Copies are *slow* ${EVIL}` };
  const alert = { name: "SlowCopies", startsAt: "2026-11-21T01:52:10.400Z", labels, annotations, generatorUrl: "", same: 3 };
  const log = makeLog().map((event) => (event.type === "started" ? { ...event, alert } : event));
  const said = "Began from the alert SlowCopies, firing since 2026-11-21 01:52 UTC, with 2 more of its name.";
  expect(investigationDocument(log, catalogue, 12)).toContain(`<p>${said} Copies are *slow* &lt;script&gt;`);
  expect(verdictMarkdown(log, catalogue)).toContain(`${said} Copies are \\*slow\\* \\<script\\>`);
  expect(verdictMarkdown(makeLog(), catalogue)).not.toContain("Began from");
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
