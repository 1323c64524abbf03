import { endExtras } from "./end-extras.ts";
import type { Lab } from "./lab.ts";
import { boot, bootScript, entering, namespaceOf, type Namespace } from "./namespace.ts";
import { changeState, readState, type Extra, type LabState } from "./state.ts";

/** Namespaces and processes that a fault adds. On disk before they may live on, so that a heal by anybody finds them. */

export const addNamespace = async (lab: Lab, owner: string, name: string): Promise<Namespace> => {
  const root = await rootOf(lab);
  const argv = ["unshare", "--net", "--mount", "--pid", "--fork", "--propagation", "slave", bootScript("boot-namespace.sh")];
  const booted = await boot(entering(root.pid, argv), `${lab.directory}/boot.log`);
  await remember(lab, { owner, kind: "namespace", name, ref: booted.ref });
  await booted.release("keep");
  return namespaceOf(name, booted.ref.pid);
};

export interface ProcessSpec {
  readonly owner: string;
  readonly name: string;
  readonly on: Namespace;
  readonly argv: readonly string[];
}

/** Runs until the fault is healed. Its errors go to the lab's boot.log. */
export const startProcess = async (lab: Lab, spec: ProcessSpec): Promise<void> => {
  const root = await rootOf(lab);
  const own = (kind: string) => `/proc/${spec.on.pid}/ns/${kind}`;
  const argv = [
    "nsenter",
    `--mount=/proc/${root.pid}/ns/mnt`,
    `--net=${own("net")}`,
    `--uts=${own("uts")}`,
    `--ipc=${own("ipc")}`,
    `--pid=${own("pid")}`,
    "--",
    bootScript("boot-process.sh"),
    ...spec.argv,
  ];
  const booted = await boot(argv, `${lab.directory}/boot.log`);
  await remember(lab, { owner: spec.owner, kind: "process", name: spec.name, ref: booted.ref });
  await booted.release("keep");
};

export interface Undo {
  readonly owner: string;
  readonly name: string;
  /** Run on the machine itself. Must bear that there is nothing to undo, that it is repeated, and that the lab's processes are gone. */
  readonly argv: readonly string[];
}

/**
 * For what outlives every process of the lab, such as a control group or a frozen file system. Called before it is made: on disk
 * first, so that heal and `lab down` undo it also when whoever made it died right after.
 */
export const rememberUndo = (lab: Lab, { owner, name, argv }: Undo): Promise<void> =>
  remember(lab, { owner, kind: "undo", name, argv: [...argv] });

/** Ends and undoes what a fault added. Repeating it, or ending what died by itself, is fine. */
export const removeExtras = async (lab: Lab, owner: string): Promise<void> => {
  const mine = (extra: Extra) => extra.owner === owner;
  await endExtras(((await readState(lab.directory))?.extras ?? []).filter(mine));
  await changeState(lab.directory, (now) => ({ ...now, extras: now.extras.filter((extra) => !mine(extra)) }));
};

const remember = (lab: Lab, extra: Extra): Promise<void> =>
  changeState(lab.directory, (now) => ({ ...now, extras: [...now.extras, extra] }));

const rootOf = async (lab: Lab): Promise<LabState["root"]> => {
  const state = await readState(lab.directory);
  if (state === null) throw new Error(`the lab in ${lab.directory} is gone`);
  return state.root;
};
