/** A piece of advice: prose, or a command to be typed as it is. */
export interface AdvicePart {
  readonly text: string;
  readonly code: boolean;
}

// What a command begins with; it has to go on as one, so that "ip" and "nft" in a sentence stay words.
const HEADS =
  "sysctl|ethtool|ip (?:link|route|addr|neigh|rule|-d)|tc|nft|iptables|ovs-vsctl|ovs-appctl|ovs-ofctl|openstack|prlimit|cpupower|lspci|systemctl|bridge -d";
// Words with which the sentence goes on behind it.
const STOPS =
  "on (?:\\{host\\}|the|one|both)|and|or|says|shows|show,|showing|raises|name|for|with the|with what|until|over|again|from|per|in|if|to match";
const COMMAND = new RegExp(String.raw`\b(?:${HEADS})(?: (?!(?:${STOPS})(?:[ ,.;:)]|$|(?<=,)))(?:<[^>]*>|'[^']*'|[^\s<'()])+)+`, "g");

/** Prose and commands apart, in their order. A command that is not whole stays prose: nobody shall paste half of one. */
export function partsOf(advice: string): readonly AdvicePart[] {
  const parts: AdvicePart[] = [];
  let at = 0;
  for (const { 0: found, index } of advice.matchAll(COMMAND)) {
    const plain = found.replaceAll(/<[^>]*>|'[^']*'/g, (hole) => "x".repeat(hole.length));
    const stop = /(?<=\S)[,;.:](?= |$)/.exec(plain)?.index ?? found.length;
    const command = found.slice(0, stop);
    if (!/[-=<./]/.test(command) || command.includes("..") || / \.$/.test(command)) continue;
    if (index > at) parts.push({ text: advice.slice(at, index), code: false });
    parts.push({ text: command, code: true });
    at = index + command.length;
  }
  if (at < advice.length) parts.push({ text: advice.slice(at), code: false });
  return parts;
}
