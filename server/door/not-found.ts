import type { ActResult } from "./action.ts";

export const notFound = (what: string, id: string): ActResult => ({ ok: false, status: 404, message: `There is no ${what} ${id}.` });
