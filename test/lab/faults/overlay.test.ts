import { OVERLAY } from "#lab/topologies/overlay/index.ts";
import { proving } from "./proving.ts";

await proving(OVERLAY, [
  "overlay-healthy:userspace-gre",
  "gre-overhead",
  "gre-overhead:only-cmp1",
  "tunnel-fragmentation",
  "vxlan-overhead",
  "userspace-overhead",
  "underlay-mtu",
]);
