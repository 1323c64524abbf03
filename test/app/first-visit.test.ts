import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { FirstVisit } from "#app/_ui/start/FirstVisit.tsx";

test("how long a practice incident takes is told beside the one that is offered, and nowhere otherwise", () => {
  const words = renderToStaticMarkup(createElement(FirstVisit, { hosts: 0 }));
  expect(words).toContain("practice incident");
  expect(words).not.toMatch(/minute|second/);
});
