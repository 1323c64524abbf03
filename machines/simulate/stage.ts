import type { Catalogue, Runbook, Value } from "../contract/index.ts";
import { briefWith } from "../explore/brief.ts";
import { accountPlaces, keyOf, modelOf, PASSED, type Model, type World } from "../explore/cells.ts";
import { atRest, baseWorld, worldOf } from "../explore/reach.ts";
import { windowsFor, type Windows } from "../explore/window.ts";

/** A runbook on imagined hosts: what a simulation plays on. Made once, played often. */
export interface Stage {
  readonly runbook: Runbook;
  readonly model: Model;
  readonly windows: Windows;
  /** What hosts would show on which nothing is wrong, although the symptom is there. */
  readonly rest: World;
}

/** One imagined host in each of these roles; roles that are required take part anyway. */
export function stageOf(runbook: Runbook, catalogue: Catalogue, roles: readonly string[]): Stage {
  const taking = Object.keys(runbook.roles).filter((role) => runbook.roles[role]?.required === true || roles.includes(role));
  const plain = briefWith(runbook, taking);
  const brief = { ...plain, hosts: plain.hosts.map((host) => ({ ...host, name: runbook.roles[host.role]?.title ?? host.name })) };
  const model = modelOf({ runbook, catalogue, brief });
  const windows = windowsFor(runbook, brief);
  return { runbook, model, windows, rest: withTraffic(model, atRest(model, baseWorld({ model, windows }))) };
}

/** What the hosts would show if this were the cause and nothing else; at rest where its claims cannot all be met. */
export function supposedWorld(stage: Stage, instance: string | null): World {
  if (instance === null || !stage.model.asked.instances.some(({ id }) => id === instance)) return stage.rest;
  const world = worldOf(stage.model, instance, baseWorld(stage));
  return world === null ? stage.rest : withTraffic(stage.model, world);
}

/** Hosts at rest have traffic all the same: as much passes each mechanism as a share of it is worth anything. */
function withTraffic(model: Model, world: World): World {
  const passing = accountPlaces(model.asked).filter(({ counts }) => counts.includes(PASSED));
  return new Map<string, Value>([...world, ...passing.map(({ place }) => [keyOf(place), PASSED] as const)]);
}
