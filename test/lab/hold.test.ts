import { afterAll, beforeAll, expect, test } from "vitest";
import { interventions } from "#interventions";
import type { Lab, LabHost } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { apply, look, newToken, readValue, revert, type Change } from "#server/intervene/hold.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Session } from "#server/ssh/transport.ts";
import { describeWith } from "../needs.ts";
import { memoryPins } from "../server/ssh/memory-pins.ts";

const DIRECTORY = "/run/culprit-lab-hold";

/** The host's own revert, on a real host: what it survives, and that nothing is changed without it. */
describeWith(["network namespaces", "sshd", "ip"], "a change that is held", () => {
  let lab: Lab;
  const transport = openTransport({ pins: memoryPins() });
  const open: Session[] = [];

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
  });
  afterAll(async () => {
    await Promise.all(open.map((session) => session.close()));
    await transport.close();
    await lab.down();
  });

  const beta = (): LabHost => {
    const host = lab.hosts[1];
    if (host === undefined) throw new TypeError("the pair has two hosts");
    return host;
  };
  const connect = async (own = false): Promise<Session> => {
    const { sshAddress: address, sshPort: port, user, name: label } = beta();
    const session = await transport.connect(
      { label, address, port, user, identityFiles: [lab.identityFile], knownHostsFiles: [lab.knownHostsFile] },
      { onUnknownKey: () => Promise.resolve("refuse"), alone: own },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    open.push(session);
    return session;
  };
  const alone = () => connect(true);
  const mtu = async (after = "1400"): Promise<Change> => {
    const { name, sshAddress: address, dataInterface } = beta();
    const host = { key: "receiver", role: "receiver", name, address };
    const spec = interventions["linkMtu"]!;
    const args = { interface: dataInterface };
    const before = await readValue({ session: await connect() }, { spec, host, args });
    if (typeof before !== "string") throw new Error(JSON.stringify(before));
    return { spec, host, args, before, after, token: newToken() };
  };

  const changeOf = async (change: string, args: Change["args"], after: string): Promise<Change> => {
    const { name, sshAddress: address } = beta();
    const host = { key: "receiver", role: "receiver", name, address };
    const spec = interventions[change]!;
    const before = await readValue({ session: await connect() }, { spec, host, args });
    if (typeof before !== "string") throw new Error(JSON.stringify(before));
    return { spec, host, args, before, after, token: newToken() };
  };

  test("is made, seen and undone, and its guard is gone", async () => {
    const change = await mtu();
    const session = await connect();
    expect(await apply({ session, alone }, change, 60)).toMatchObject({ done: true, value: "1400" });
    expect(await look({ session }, change)).toEqual({ value: "1400", armed: true });
    expect(await revert({ session }, change)).toEqual({ proven: true, value: change.before });
    expect(await look({ session }, change)).toEqual({ value: change.before, armed: false });
  });

  test("is undone by the host alone when the connection is cut right after", async () => {
    const change = await mtu();
    const session = await alone();
    expect(await apply({ session, alone }, change, 3)).toMatchObject({ done: true });
    await session.close();
    const again = await connect();
    expect(await look({ session: again }, change)).toEqual({ value: "1400", armed: true });
    await expect.poll(() => look({ session: again }, change), { timeout: 8000 }).toEqual({ value: change.before, armed: false });
    expect(await revert({ session: again }, change)).toEqual({ proven: true, value: change.before });
  });

  test("is undone by the host alone when the connection is cut in the middle of it", async () => {
    const change = await mtu();
    const made: Change[] = [];
    for (const afterMs of [0, 5, 20, 40, 80]) {
      const session = await alone();
      /** Cuts the other connection so long after this one, which armed the guard, is closed. */
      const arming = async (): Promise<Session> => {
        const own = await alone();
        return { ...own, close: () => own.close().then(() => void setTimeout(() => void session.close(), afterMs)) };
      };
      const one = { ...change, token: newToken() };
      made.push(one);
      await apply({ session, alone: arming }, one, 1);
      await session.closed;
    }
    const again = await connect();
    // Each of them, or one that is still armed undoes what the next test makes.
    for (const one of made)
      await expect.poll(() => look({ session: again }, one), { timeout: 8000 }).toEqual({ value: change.before, armed: false });
  });

  test("is not made when somebody changed the value since it was read", async () => {
    const change = await mtu();
    const session = await connect();
    const stale = { ...change, before: "1499" };
    expect(await apply({ session, alone }, stale, 60)).toMatchObject({ done: false, mayBe: "unchanged" });
    expect(await look({ session }, stale)).toEqual({ value: change.before, armed: false });
  });

  test("leaves alone what somebody else set meanwhile, and says so", async () => {
    const change = await mtu();
    const session = await connect();
    // Long enough for the other one to be made meanwhile, also on a busy machine: it takes a login of its own.
    expect(await apply({ session, alone }, change, 12)).toMatchObject({ done: true });
    const other: Change = { ...change, before: "1400", after: "1450", token: newToken() };
    const made = await apply({ session, alone }, other, 60);
    expect(made, JSON.stringify(made)).toMatchObject({ done: true });
    await expect.poll(() => look({ session }, change), { timeout: 30_000 }).toEqual({ value: "1450", armed: false });
    expect(await revert({ session }, change)).toMatchObject({ proven: false, value: "1450" });
    expect(await revert({ session }, other)).toMatchObject({ proven: true });
    expect(await revert({ session }, { ...change, before: change.before, after: "1400" })).toMatchObject({ proven: true });
  });

  test("refuses values that no such setting has, before anything is sent", async () => {
    const change = await mtu("1279");
    const session = await connect();
    expect(await apply({ session, alone }, change, 60)).toMatchObject({ done: false, mayBe: "unchanged", why: { kind: "badArgument" } });
    const wild = { ...change, after: "1400; reboot" };
    expect(await apply({ session, alone }, wild, 60)).toMatchObject({ done: false, why: { kind: "badArgument" } });
  });

  /** Rules with their handles and counters, and disciplines with all that tc prints: what has to be the same afterwards, to the byte. */
  const allOf = async (): Promise<string> =>
    beta().must(["sh", "-c", "nft -a list ruleset; iptables-nft-save -c | grep -v '^#'; tc qdisc show; tc class show dev eth1"]);
  const RULES = `
    iptables-nft -A INPUT -p icmp -m statistic --mode random --probability 0.0 -j DROP
    nft add table inet protection
    nft add chain inet protection input '{ type filter hook input priority filter; policy accept; }'
    nft add rule inet protection input meta l4proto 112 counter drop
    nft add rule inet protection input icmp type echo-request ip daddr 203.0.113.1 counter drop
    nft add rule inet protection input tcp dport 443 counter reject`;
  const ruleAt = async (chain: string, word: string): Promise<string> => {
    const listed = await beta().must(["nft", "-a", "list", "chain", ...chain.split(" ")]);
    return `${chain} handle ${/# handle (\d+)$/.exec(listed.split("\n").find((line) => line.includes(word)) ?? "")?.[1] ?? ""}: ${word}`;
  };

  test.each([
    { id: "passEcho", chain: "inet protection input", word: "203.0.113.1", rules: 2 },
    { id: "passEcho", chain: "ip filter INPUT", word: "drop", rules: 2 },
    { id: "passConnection", chain: "inet protection input", word: "reject", rules: 2 },
    { id: "passAdverts", chain: "inet protection input", word: "vrrp", rules: 1 },
  ] as const)("lets through by $id in $chain, and leaves every rule, handle and counter as it was", async ({ id, chain, word, rules }) => {
    await beta().must(["sh", "-ec", RULES]);
    try {
      const before = await allOf();
      const args = { rule: await ruleAt(chain, word), target: "203.0.113.1", source: "203.0.113.2", port: "443" };
      const change = await changeOf(id, args, "on");
      const session = await connect();
      expect(await apply({ session, alone }, change, 60)).toMatchObject({ done: true });
      const held = (await allOf()).split("\n").map((line) => line.trim());
      const ours = held.flatMap((line, at) => (line.includes('comment "culprit') && !line.startsWith("[") ? [at] : []));
      expect(ours).toHaveLength(rules);
      expect(held[(ours.at(-1) ?? 0) + 1]).toContain(word);
      expect(await revert({ session }, change)).toEqual({ proven: true, value: "off" });
      expect(await allOf()).toBe(before);

      if (chain === "inet protection input") return;
      // By the host alone.
      expect(await apply({ session, alone }, { ...change, token: newToken() }, 1)).toMatchObject({ done: true });
      await expect.poll(() => look({ session }, change), { timeout: 8000 }).toMatchObject({ value: "off" });
      expect(await allOf()).toBe(before);
    } finally {
      await beta().must([
        "sh",
        "-c",
        "nft delete table inet protection; iptables-nft -F INPUT; iptables-nft -X; nft delete table ip filter",
      ]);
    }
  });

  test("shortens a queue and makes it as long as it was, with all its other settings", async () => {
    const eth = beta().dataInterface;
    await beta().must([
      "sh",
      "-ec",
      `tc qdisc add dev ${eth} root handle 1: htb default 10; tc class add dev ${eth} parent 1: classid 1:10 htb rate 8mbit`,
    ]);
    try {
      await beta().must(["sh", "-ec", `tc qdisc add dev ${eth} parent 1:10 handle 10: pfifo limit 1000`]);
      const before = await allOf();
      const change = await changeOf("queueLimit", { discipline: `${eth} pfifo 10: parent 1:10` }, "10");
      const session = await connect();
      expect(await apply({ session, alone }, change, 60)).toMatchObject({ done: true, value: "10" });
      expect(await allOf()).not.toBe(before);
      expect(await revert({ session }, change)).toEqual({ proven: true, value: "1000" });
      expect(await allOf()).toBe(before);
      const root = { discipline: `${eth} htb 1:` };
      await expect(changeOf("queueLimit", root, "10")).rejects.toThrow("does not say exactly");
    } finally {
      await beta().must(["tc", "qdisc", "del", "dev", eth, "root"]);
    }
  });
});
