const has = (error: unknown, code: string): boolean => error instanceof Error && "code" in error && error.code === code;

/** Prisma's P2002: another row has what only one may have. */
export const isTaken = (error: unknown): boolean => has(error, "P2002");

/** Prisma's P2025: the row that was to be changed is not there. */
export const isAbsent = (error: unknown): boolean => has(error, "P2025");
