import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { makeLog, overflow, type Overrides } from "../app/log.ts";

/** What hosts and people may write, and what somebody would try who got a script into a page. */

export const LONG_NAMES = [
  "ip neutron-openvswi-FORWARD handle 1137: iifname qvo7be04d52-c1 ip saddr 10.20.0.0/16 tcp dport 443 drop comment drop-packets-that-are-not-in-any-group",
  "[2001:db8:85a3:1234:5678:8a2e:370:7334%vlan4093]:65535-[2001:db8:85a3:1234:5678:8a2e:370:7335%vlan4093]:65534",
];

export const HOSTILE =
  "\"><img src='http://elsewhere.invalid/x.png' onerror='window.pwned=1'><script>window.pwned=1</script>[x](javascript:pwned=1) ![y](http://elsewhere.invalid/y) \u001b]8;;http://elsewhere.invalid\u0007\u202e";

/** A backlog that overflows on a CPU of another name: objects of other causes are rules and sockets. */
export const overflowOf = (name: string): Overrides =>
  Object.fromEntries(
    Object.entries(overflow).map(([request, answer]) => [
      request,
      "tables" in answer && answer.tables?.["cpus"] !== undefined
        ? { ...answer, tables: { cpus: answer.tables["cpus"].map((row) => (row.key === "1" ? { ...row, key: name } : row)) } }
        : answer,
    ]),
  );

/** A log in which everybody who can write something wrote this: the title, names of hosts, what they say of themselves, a note, a failure, first lines of outputs. */
export const saying = (words: string): readonly InvestigationEvent[] =>
  makeLog({ overrides: { ...overflowOf(words), "conntrack gateway before": { failure: { kind: "denied", stderr: words } } } }).map(
    (event) => {
      if (event.type === "started") {
        const hosts = event.brief.hosts.map((host) => ({ ...host, name: `${host.name}${words}` }));
        return { ...event, title: words, brief: { ...event.brief, hosts, since: words, changed: words } };
      }
      if (event.type === "hostReached") return { ...event, facts: { ...event.facts, kernel: words, hostname: words } };
      if (event.type === "noted") return { ...event, text: words };
      return event.type === "observed" ? { ...event, facts: { ...event.facts, head: words, commandLine: words } } : event;
    },
  );

/** A page of another site: another origin on this machine, so that the browser has no other reason to keep ours out of it. */
export async function elsewhere(html: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((done) => server.close(() => done()));
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

/** Runs in the browser. Which rules of the page's policy refused something, and whether anything ran. */
export async function tryEverything(): Promise<{ readonly found: readonly string[]; readonly pwned: boolean }> {
  const found = new Set<string>();
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => found.add(effectiveDirective));
  const elsewhere = "http://elsewhere.invalid/";
  document.body.insertAdjacentHTML(
    "beforeend",
    `<img src="data:," onerror="window.pwned=1"><img src="${elsewhere}x"><link rel=stylesheet href="${elsewhere}x"><iframe src="${elsewhere}"></iframe><base href="${elsewhere}"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  );
  await fetch(elsewhere).catch(() => undefined);
  for (let n = 0; n < 100 && found.size < 6; n += 1) await new Promise((again) => setTimeout(again, 50));
  // The frame's own script comes after its document.
  await new Promise((done) => setTimeout(done, 200));
  return { found: [...found].sort(), pwned: "pwned" in window };
}
