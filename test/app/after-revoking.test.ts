import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { expect, test } from "vitest";
import { AfterRevoking } from "#app/_ui/access/AfterRevoking.tsx";
import { read } from "../house/tree.ts";

test("wherever a key is revoked it is said that watches started with it go on, and where they are stopped", () => {
  const said = renderToStaticMarkup(createElement(AfterRevoking));
  expect(said).toMatch(/watches belong to the person, and go on.*href="\/history\?status=open".*press Stop/s);
  for (const place of ["app/_ui/access/Keys.tsx", "app/_ui/settings/OthersKeys.tsx"]) expect(read(place)).toContain("<AfterRevoking />");
  expect(read("docs/security.md").replaceAll("\n", " ")).toMatch(/watches belong to the person, not to the key\. .*press Stop/);
});
