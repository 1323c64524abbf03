import { OVERLAY } from "#lab/topologies/overlay/index.ts";
import { proving } from "./proving.ts";

await proving(OVERLAY, [
  "overlay-healthy:userspace-gre",
  "tunnel-fragmentation",
  "gre-overhead:keyed",
  "vxlan-overhead:only-cmp1",
  "userspace-overhead:geneve",
  "bridge-overhead",
]);
