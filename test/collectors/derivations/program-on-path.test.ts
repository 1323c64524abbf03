import { expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Given, Reading } from "#machines/contract/index.ts";
import { output } from "../recording.ts";

const HOSTS = ["sender", "receiver", "network"].map((role) => ({ key: role, name: role, role }) as BriefHost);

const eth1 = { ifindex: 2, ifname: "eth1", flags: ["UP"], mtu: 1_500, operstate: "UP", link_type: "ether", addr_info: [] };

const layoutOf = (form: string, links: string): Reading =>
  parse(
    "layout",
    0,
    output(
      [
        "== " + form + " .",
        links,
        "== routes .",
        "== neighbours .",
        "== ids .",
        ...(form === "files" ? ["== route-file", "== arp-file"] : []),
        "== route-to",
        "192.0.2.12 dev eth1 src 192.0.2.11 uid 0",
        "    cache",
        "== ovs",
        "== summary",
        "own 1",
        "hidden 0",
        "skipped 0",
        "== guests",
        "== end",
        "",
      ].join("\n"),
    ),
  ) as Reading;

const json = (more: object = {}): Reading => layoutOf("json", JSON.stringify([{ ...eth1, ...more }]));
const text = (more: string): Reading =>
  layoutOf(
    "text",
    `2: eth1: <BROADCAST,UP> mtu 1500${more} qdisc noqueue state UP group default\n    link/ether 02:00:00:00:00:01 promiscuity 0`,
  );
const files = (): Reading => layoutOf("files", ["eth1 ifindex 2", "eth1 mtu 1500", "eth1 type 1", "eth1 flags 0x1003"].join("\n"));

const unseen = (receiver: Reading | null, network: Reading = json()) => {
  const answers = { sender: json(), receiver, network };
  const sources = HOSTS.flatMap((host): Given["sources"][number][] => {
    const answer = answers[host.key as keyof typeof answers] ?? { kind: "timedOut" as const };
    return [{ collector: "layout", test: "layout", moment: "once", args: {}, host, answer: answer as Reading }];
  });
  return derive("overhead", { host: HOSTS[0]!, hosts: HOSTS, inputs: {}, args: {}, sources }).fields["nothingUnseen"];
};

const reason = (why: string) => ({ unknown: expect.stringContaining(why) as string });

it("nothing is lost unseen where no host of the path has a program at an interface", () => {
  expect(unseen(json())).toBe(true);
  expect(unseen(text(""))).toBe(true);
  // Who hands out addresses is not passed.
  expect(unseen(json(), json({ xdp: { mode: 2 } }))).toBe(true);
});

it.each([
  ["JSON", json({ xdp: { mode: 2, prog: { id: 4 } } })],
  ["text", text(" xdpgeneric/id:4")],
])("a program leaves it open, as ip says it in %s", (_, layout) => {
  expect(unseen(layout)).toEqual(reason("an XDP program at eth1 of receiver may drop large packets"));
});

it("so does a host where nobody could look", () => {
  expect(unseen(files())).toEqual(reason("whether an interface of receiver has an XDP program is not known"));
  expect(unseen(null)).toEqual(reason("receiver"));
});
