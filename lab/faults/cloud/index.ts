import type { Fault } from "../fault.ts";
import { bridgeLengthRule } from "./bridge-length-rule.ts";
import { bridgeMtu } from "./bridge-mtu.ts";
import { bridgeRandomDrop } from "./bridge-random-drop.ts";
import { CUT_OFF_FAULTS } from "./cut-off.ts";
import { flowTableDrop } from "./flow-table-drop.ts";
import { fragmentsDropped } from "./fragments-dropped.ts";
import { fragmentsEaten } from "./fragments-eaten.ts";
import { fragmentsLostBetween } from "./fragments-lost-between.ts";
import { guestElsewhere } from "./guest-elsewhere.ts";
import { guestMtu } from "./guest-mtu.ts";
import { GUEST_SERVICE_FAULTS } from "./guest-service.ts";
import { METADATA_FAULTS } from "./metadata.ts";
import { missingTunnel } from "./missing-tunnel.ts";
import { networkMtuStale } from "./network-mtu-stale.ts";
import { nodeBacklog } from "./node-backlog.ts";
import { oddGuestMtu } from "./odd-guest-mtu.ts";
import { securityGroupDrop } from "./security-group.ts";
import { wrongVlanTag } from "./wrong-vlan-tag.ts";

/** What goes wrong between a guest and its tunnel. */
export const CLOUD_FAULTS: readonly Fault[] = [
  wrongVlanTag,
  missingTunnel,
  flowTableDrop,
  securityGroupDrop,
  guestElsewhere,
  guestMtu,
  oddGuestMtu,
  bridgeMtu,
  bridgeLengthRule,
  bridgeRandomDrop,
  fragmentsDropped,
  fragmentsLostBetween,
  fragmentsEaten,
  networkMtuStale,
  nodeBacklog,
  ...CUT_OFF_FAULTS,
  ...METADATA_FAULTS,
  ...GUEST_SERVICE_FAULTS,
];
