import { expect, it } from "vitest";
import { readText } from "#app/api/v1/_http/guard.ts";

const asked = (body: BodyInit, headers: Record<string, string> = {}): Request =>
  new Request("http://127.0.0.1:3000/api/v1/investigations", {
    ...{ method: "POST", body, duplex: "half" },
    headers: { "content-type": "application/json", ...headers },
  } as RequestInit);

it("takes no more of a body than may be, whoever does not say how long it is", async () => {
  let sent = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1_000;
      controller.enqueue(new Uint8Array(1_000).fill(32));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const read = await readText(asked(endless), 10_000);
  expect(read.ok ? 200 : read.answer.status).toBe(413);
  expect(cancelled).toBe(true);
  expect(sent).toBeLessThan(20_000);
});

it("reads what is within, characters of several bytes that were cut between chunks too", async () => {
  const bytes = new TextEncoder().encode('{"title": "\u20ac\u{1F4A5}"}');
  const pieces = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await readText(asked(pieces), bytes.length)).toEqual({ ok: true, body: '{"title": "\u20ac\u{1F4A5}"}' });
  const told = await readText(asked("{}", { "content-length": "999999" }), 100);
  expect(told.ok ? 200 : told.answer.status).toBe(413);
});

it("waits for a body no longer than it may take", async () => {
  let cancelled = false;
  const slow = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Uint8Array.of(123)),
    cancel: () => {
      cancelled = true;
    },
  });
  const read = await readText(asked(slow), 10_000, 50);
  expect(read.ok ? 200 : read.answer.status).toBe(408);
  expect(cancelled).toBe(true);
});
