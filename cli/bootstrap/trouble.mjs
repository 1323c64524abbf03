/** A step that could not be done, in words for the person at the terminal. */
export const trouble = (say, act, cause) => Object.assign(new Error(`${say}\n${act}`, { cause }), { name: "BootstrapTrouble" });

export const isTrouble = (error) => error instanceof Error && error.name === "BootstrapTrouble";

const REGISTRY = "Check the network, and a proxy with `npm config get proxy`; `npm ping` must succeed. Then start again.";

const KNOWN = [
  [
    /ENOSPC|EDQUOT|No space left on device/,
    "The disk is full.",
    "Free about 1.5 GB where Culprit lies and in npm's cache (`npm config get cache`), then start again.",
  ],
  [
    /EROFS|Read-only file system/,
    "The folder of Culprit is read-only.",
    "Start it once where it can be written, or copy it to such a place.",
  ],
  [
    /EACCES|EPERM|permission denied/i,
    "Something in the folder of Culprit may not be written by this user.",
    "Give the folder to the user who starts Culprit (chown -R), or start it as its owner.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network request to/,
    "The package registry could not be reached.",
    REGISTRY,
  ],
  [
    /E40[134]\b|ETARGET|notarget/,
    "The package registry does not give out a package that Culprit needs.",
    "Check which registry npm uses (`npm config get registry`), then start again.",
  ],
  [/EINTEGRITY/, "A package arrived other than it was published.", "Run `npm cache verify`, then start again."],
  [
    /usage: .*npm ci|can only install packages when your package\.json and package-lock\.json|package-lock\.json.*in sync/s,
    "package.json and package-lock.json do not belong together.",
    "Restore both with git, or run `npm install` after a change of your own.",
  ],
  [
    /heap out of memory|Cannot allocate memory|ENOMEM/,
    "There was not enough memory.",
    "Culprit needs about 1 GB free while it is built, 300 MB afterwards.",
  ],
];

/** The cause behind what a program printed or threw; null when none is known. */
export const recognise = (output) => KNOWN.find(([pattern]) => pattern.test(output)) ?? null;

/** Shows the end of what a failed step printed, and says what to do. */
export const stepTrouble = (what, { output, how }) => {
  const lines = output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `  ${line}`);
  // The first error of a build is at the top, the summary of an installation at the end.
  const tail = (lines.length <= 40 ? lines : [...lines.slice(0, 20), "  ...", ...lines.slice(-20)]).join("\n");
  const known = recognise(output);
  const say = known === null ? `${what} failed (${how}).` : `${what} failed: ${known[1]}`;
  return trouble(
    tail === "" ? say : `${tail}\n${say}`,
    known === null ? "The lines above say why. After mending it, start again: what was done is kept." : known[2],
  );
};
