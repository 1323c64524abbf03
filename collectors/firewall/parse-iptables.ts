import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero } from "../failure.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { parseSave } from "./iptables-save.ts";
import { type Ruleset, toReading } from "./ruleset.ts";

/** These ways are taken when nft is missing, refuses, or prints what is no whole list. */
const NO_NFT = "rules of nftables may stand that only nft shows, and nft gave no whole list of them";

export function parseIptables(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const ofNft = ["iptables-nft", "ip6tables-nft"]
    .filter((name) => all.has(name))
    .map((name) => parseSave(linesOf(all, name), { family: name === "iptables-nft" ? "ip" : "ip6", policiesCount: false }));
  const other = linesOf(all, "other").includes("nf_tables") ? [{ rules: 0, drops: [], unseen: [NO_NFT] }] : [];
  return toReading([...ofNft, ...other, ...legacyRulesets(all)]);
}

/** The legacy tables, where there are any. Named tables without a dump were not seen. */
export function legacyRulesets(all: Sections): readonly Ruleset[] {
  return ["ip", "ip6"].map((family) => {
    const names = linesOf(all, `${family}_tables_names`).filter((line) => line.trim() !== "");
    if (names.length === 0) return { rules: 0, drops: [], unseen: [] };
    const save = `${family}tables`;
    if (!all.has(save))
      return {
        rules: 0,
        drops: [],
        unseen: [`legacy ${save} is in use (${names.join(", ")}) and ${save}-legacy-save is not installed`],
      };
    // Named by what an engineer has to type: plain iptables may be the one that speaks nftables and shows none of these.
    return parseSave(linesOf(all, save), { family: `${family === "ip" ? "iptables" : "ip6tables"}-legacy`, policiesCount: true });
  });
}
