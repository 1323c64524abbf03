/** Names modules of the kernel that commands may load on hosts, with commas between: an organisation that has them everywhere, or does not mind. */
export const ALLOW_MODULES_VARIABLE = "CULPRIT_ALLOW_MODULES";

/** None, unless somebody said so. @throws Error when that is no list of modules */
export function allowedModules(env: Readonly<Record<string, string | undefined>> = process.env): ReadonlySet<string> {
  const names = (env[ALLOW_MODULES_VARIABLE] ?? "").split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const strange = names.find((name) => !/^[A-Za-z0-9_-]{1,55}$/.test(name));
  if (strange !== undefined) throw new Error(`${ALLOW_MODULES_VARIABLE} has "${strange}", which is no name of a kernel module.`);
  return new Set(names.map((name) => name.replaceAll("-", "_")));
}

/** Of the modules that a command would load, those that must be there already. */
export const mustBeLoaded = (wouldLoad: readonly string[], allowed = allowedModules()): readonly string[] =>
  wouldLoad.filter((name) => !allowed.has(name.replaceAll("-", "_")));
