import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { actionSchema, type ActionKind } from "#server/door/action.ts";
import { RIGHT } from "#server/door/may.ts";
import { WHERE } from "#server/door/where.ts";
import type { GroupRight } from "#machines/contract/index.ts";
import { RIGHTS, type Right } from "#server/access/rights.ts";

const APP = join(import.meta.dirname, "..", "..", "..", "app");

/** Something of the app that can be asked for. */
export interface Place {
  /** GET, POST, DELETE; `page` for what people look at. */
  readonly method: string;
  /** As the files write it, `/api/v1/investigations/[id]`. */
  readonly path: string;
  readonly file: string;
  /** The right it needs; null: for all; undefined: nothing is written on it. */
  readonly needs: Right | null | undefined;
}

const filesOf = (name: string): readonly string[] =>
  readdirSync(APP, { recursive: true, encoding: "utf8" }).filter((file) => file === name || file.endsWith(`/${name}`));

const right = (text: string | undefined): Right | undefined => RIGHTS.find((one) => one === text);

/** Every method of every route.ts, and every page.tsx, from the file system: what is new is here without being entered anywhere. */
export function places(): readonly Place[] {
  const pathOf = (file: string): string => `/${file.split("/").slice(0, -1).join("/")}`;
  const routes = filesOf("route.ts").flatMap((file) => {
    const text = readFileSync(join(APP, file), "utf8");
    return [...text.matchAll(/^export\s+(?:async\s+)?(?:const|let|var|function)\s+(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b(.*)$/gm)].map(
      ([, method = "", rest = ""]): Place => {
        const [, guard, needed] = /^ = (guarded|openToAll)\((?:"(\w+)", )?/.exec(rest) ?? [];
        return { method, path: pathOf(file), file, needs: guard === "openToAll" ? null : right(needed) };
      },
    );
  });
  const pages = filesOf("page.tsx").map((file): Place => {
    const text = readFileSync(join(APP, file), "utf8");
    const [, guard, needed] = /^export default (guardedPage|pageForAll)\(\s*(?:"(\w+)",\s)?/m.exec(text) ?? [];
    return { method: "page", path: pathOf(file), file, needs: guard === "pageForAll" ? null : right(needed) };
  });
  return [...routes, ...pages].toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

/** Every action of the door; `there` is what it needs besides, on hosts of a group. */
export const actions = (): readonly { readonly kind: ActionKind; readonly needs: Right; readonly there: GroupRight | null }[] =>
  actionSchema.options.map(({ shape }) => ({
    kind: shape.do.value,
    needs: RIGHT[shape.do.value],
    there: WHERE[shape.do.value]?.needs ?? null,
  }));

/** Exports that the patterns above would not see, and server actions, which would be doors of their own. */
export function strays(): readonly string[] {
  const all = readdirSync(APP, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  return all.flatMap((file) => {
    const text = readFileSync(join(APP, file), "utf8");
    const isRoute = /(^|\/)route\.tsx?$/.test(file);
    const isPage = /(^|\/)(page|default|template)\.tsx?$/.test(file);
    return [
      ...(/^\s*["']use server["']/m.test(text) ? [`${file}: a server action; write a route and go through the door`] : []),
      ...(isRoute && (!file.endsWith(".ts") || /^export\s*(\{|\*|default)/m.test(text))
        ? [`${file}: exports otherwise than as export const GET = guarded(...)`]
        : []),
      ...(isPage && !/(^|\/)page\.tsx$/.test(file) ? [`${file}: only page.tsx is looked at`] : []),
      ...(/^export (async )?function generate|^export const generateMetadata = (?!guardedMetadata\()/m.test(text)
        ? [`${file}: metadata without guardedMetadata`]
        : []),
    ];
  });
}
