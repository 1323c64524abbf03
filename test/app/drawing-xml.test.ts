import { describe, expect, test } from "vitest";
import { fitted } from "#app/_ui/drawing/fit.ts";
import { inXml } from "#app/_ui/drawing/xml.ts";

describe("a drawing that is saved", () => {
  test("holds nothing that XML cannot hold, whatever an interface is called", () => {
    expect(inXml("<text>e\u001b[2Jth\0\u000b\uffff</text>")).toBe("<text>e␛[2Jth␀␋\ufffd</text>");
    expect(inXml("<text>a\tb\r\n 網-1 🙂 \u202e</text>")).toBe("<text>a\tb\r\n 網-1 🙂 \u202e</text>");
  });

  test("can be told as an address, also where a name was shortened within a character", () => {
    const short = fitted("🙂".repeat(40), 100, { size: 12 });
    expect(() => encodeURIComponent(short)).toThrow(URIError);
    expect(decodeURIComponent(encodeURIComponent(inXml(short)))).toContain("🙂");
  });
});
