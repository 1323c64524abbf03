import { describe, expect, it } from "vitest";
import { collectors } from "#collectors";
import type { Collector } from "#machines/contract/index.ts";

/** What makes a kernel load a module, and which. tcpdump opens a socket of its own family; ss, nft and conntrack ask over netlink. */
const LOADING: readonly (readonly [tool: RegExp, modules: readonly string[]])[] = [
  [/\bss -[A-Za-z]*t/, ["inet_diag", "tcp_diag"]],
  [/\bss -[A-Za-z]*u/, ["inet_diag", "udp_diag"]],
  [/\bnft (?:-\S+ )*list\b/, ["nf_tables"]],
  [/\bconntrack -[A-Z]/, ["nf_conntrack_netlink"]],
  [/(?<!\/)\btcpdump -[ipn]/, ["af_packet"]],
  [/\bip (?:-\S+ )*xfrm\b/, ["xfrm_user"]],
];

/** Scripts that look for themselves whether it is there, and the words by which they do. */
const LOOKS: Readonly<Record<string, readonly (readonly [module: string, look: string])[]>> = {
  snapshot: [["nf_tables", "if grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && have nft; then"]],
  translations: [["nf_tables", "if grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null; then nft"]],
  metadataService: [["nf_tables", "nft=; command -v nft >/dev/null 2>&1 && grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && nft=yes"]],
  namespaceCounters: [["nf_tables", "NFT=; grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && NFT=yes"]],
  securityGroups: [["nf_tables", "grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && n=$(nft list chains 2>/dev/null)"]],
  handshakes: [["nf_conntrack_netlink", "{ [ -d /sys/module/nf_conntrack_netlink ] || [ ! -e /proc/modules ]; }; then conntrack -S"]],
};

/** What only a change may do, and no reading ever: a link goes down, a card is reset or tested, a ring or an offload is set, rules are written. */
const CHANGING: readonly RegExp[] = [
  /\b(?:modprobe|insmod|rmmod|depmod)\b/,
  /\bip (?:-\S+ )*(?:link|addr|address|route|rule|neigh|netns|tunnel)\s+(?:set|add|del|delete|change|replace|append|flush)\b/,
  /\bethtool (?:-[ACEGKLNPQUWXdefprst]|--(?:change|set|reset|test|flash|negotiate|identify|offline|register-dump|eeprom-dump|features|coalesce|pause))\b/,
  /\btc (?:-\S+ )*(?:qdisc|class|filter)\s+(?:add|del|delete|change|replace|link)\b/,
  /\bnft (?:-\S+ )*(?:add|delete|insert|replace|flush|create|destroy|-f)\b/,
  /\bip6?tables(?:-legacy|-nft)? (?:-t \S+ )?-[ADIRFXPZN]\b/,
  /\bsysctl (?:-\S+ )*(?:-w|\S+=)/,
  /\bconntrack -[DFUI]\b/,
  /\b(?:ifup|ifdown|(?:nmcli|netplan) [a-z]|systemctl (?:start|stop|restart|reload))\b/,
  /\bovs-(?:vsctl|ofctl) (?:-\S+ )*(?:add|del|set|mod|clear)/,
  /\b(?:sync|reboot|shutdown|kexec)\b(?! |-)/,
];

const ways = (Object.values(collectors) as readonly Collector[]).flatMap((collector) =>
  collector.ways.map((way, n) => ({
    name: `${collector.id}, way ${n}`,
    id: collector.id,
    way,
    text: way.argv.map((part) => (typeof part === "string" ? part : "x")).join(" "),
  })),
);

describe("a command that reads", () => {
  it.each(ways)("loads no module unawares: $name", ({ id, way, text }) => {
    for (const [tool, modules] of LOADING) {
      if (!tool.test(text)) continue;
      const looks = LOOKS[id] ?? [];
      for (const module of modules) {
        const look = looks.find(([name]) => name === module)?.[1];
        expect(
          (way.wouldLoad ?? []).includes(module) || (look !== undefined && text.includes(look)),
          `${String(tool)} may load ${module}`,
        ).toBe(true);
      }
    }
  });

  it.each(ways)("changes nothing, and interrupts no card: $name", ({ text }) => {
    for (const pattern of CHANGING) expect(pattern.exec(text)?.[0] ?? null).toBeNull();
  });

  it("captures without making an interface promiscuous", () => {
    const captures = ways.flatMap(({ name, text }) =>
      [...text.matchAll(/(?<!\/)\btcpdump -i any -p|(?<!\/)\btcpdump -[ip][^\n]*/g)].map(([line]) => [name, line] as const),
    );
    expect(captures.length).toBeGreaterThan(6);
    for (const [name, line] of captures) expect(line, name).toMatch(/ -p\b| -L\b/);
  });
});
