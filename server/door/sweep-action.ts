import { z } from "zod";
import { SWEEP_LIMITS } from "#machines/sweep/limits.ts";
import { hostFields } from "./host-action.ts";
import { id, named } from "./word.ts";

const { name, address, port, user, netns } = hostFields;

/** One cause's signature over many hosts. */
export const sweepActions = [
  z.strictObject({
    do: z.literal("startSweep"),
    runbook: z.string().trim().pipe(named(80)),
    cause: z.string().trim().pipe(named(80)),
    hosts: z.array(z.strictObject({ name, address, port, user, netns })).min(1).max(SWEEP_LIMITS.hosts),
    inputs: z.record(z.string().max(60), z.string().max(2_000)).default({}),
    atOnce: z.number().int().min(1).max(SWEEP_LIMITS.atOnce).default(SWEEP_LIMITS.usualAtOnce),
  }),
  z.strictObject({ do: z.literal("stopSweep"), id }),
] as const;

export type SweepAction = z.infer<(typeof sweepActions)[number]>;

export const isSweepAction = (action: { readonly do: string }): action is SweepAction =>
  action.do === "startSweep" || action.do === "stopSweep";
