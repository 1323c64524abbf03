import { z } from "zod";

/** What lists, and with them every page, show: people can make none this long, and a list of many has to stay one that can be read. */
export const shown = z.string().max(4_000);
export const shownName = z.string().max(500);
