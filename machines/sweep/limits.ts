/**
 * A jump host with MaxStartups 10:30:100, as OpenSSH has it, begins to refuse at ten logins at once: the usual number stays below.
 */
export const SWEEP_LIMITS = { hosts: 500, atOnce: 32, usualAtOnce: 8 } as const;
