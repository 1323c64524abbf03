import { createHash } from "node:crypto";

/**
 * Where a lab keeps its keys and what it must clear away. A second lab needs a directory of its own. The variable also tells
 * Culprit's page and command line where to look for hosts.
 */
export const DEFAULT_DIRECTORY = process.env["CULPRIT_LAB"] ?? "/run/culprit-lab";

/** Names the machine's end of the management link: unique per directory, and within the kernel's 15 characters. */
export const linkName = (directory: string): string => `culprit-${createHash("sha256").update(directory).digest("hex").slice(0, 6)}`;
