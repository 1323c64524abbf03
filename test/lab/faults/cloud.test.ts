import { OVERLAY } from "#lab/topologies/overlay/index.ts";
import { proving } from "./proving.ts";

await proving(OVERLAY, ["missing-tunnel:flood", "wrong-vlan-tag", "security-group-drop", "guest-mtu"]);
