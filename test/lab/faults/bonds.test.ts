import { BONDS } from "#lab/topologies/bonds/bonds.ts";
import { proving } from "./proving.ts";

await proving(BONDS, ["bond-healthy", "bond-partner-silent", "bond-leg-down", "lacp-filter-behind"]);
