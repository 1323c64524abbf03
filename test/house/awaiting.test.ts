import { expect, it } from "vitest";
import { files, read } from "./tree.ts";

it("no part of a page waits in a Suspense of its own, which may never end on a slow machine", () => {
  const own = files("app/_ui").filter((file) => file.endsWith(".tsx") && /<Suspense\b/u.test(read(file)));
  expect(own, "Use Awaiting (app/_ui/atoms/Awaiting.tsx), which says why.").toEqual(["app/_ui/atoms/Awaiting.tsx"]);
});
