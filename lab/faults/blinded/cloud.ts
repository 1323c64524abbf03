import { toolMissing } from "../../blinds/tools.ts";
import { METADATA_FAULTS } from "../cloud/metadata.ts";
import { securityGroupDrop } from "../cloud/security-group.ts";
import type { Fault } from "../fault.ts";
import { blinded } from "./blinded.ts";

const metadataDown = METADATA_FAULTS.filter(({ id }) => id === "metadata-proxy-down");

export const CLOUD_BLINDED: readonly Fault[] = [
  ...metadataDown.map((fault) =>
    blinded(fault, {
      id: "metadata-unseen",
      about: "The metadata proxy of a router is not there, and tcpdump is not installed on the guest's host.",
      blinds: { cmp2: [toolMissing("tcpdump")] },
      notNameable:
        "Whether the guest asks for its metadata, and how that ends, is only seen at its tap; that nothing listens harms nobody who does not ask.",
    }),
  ),
  blinded(securityGroupDrop, {
    id: "security-group-unseen",
    about: "A guest's security group drops new connections to it, and neither iptables-save nor nft is installed on the compute nodes.",
    blinds: Object.fromEntries(
      ["cmp1", "cmp2"].map((node) => [node, ["iptables-save", "iptables-nft-save", "iptables-legacy-save", "nft"].map(toolMissing)]),
    ),
    notNameable: "What the group drops is only counted by its rules, and nothing that is left can read them.",
  }),
];
