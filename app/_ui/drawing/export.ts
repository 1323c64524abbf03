import { wrapped } from "./fit.ts";
import { inXml } from "./xml.ts";

/** A drawing that stands alone: light whatever the page looks like, its fonts and colours within, a caption above. */
export interface Caption {
  readonly title: string;
  readonly about: string;
}

const PAD = 24;
const HEAD = 48;
const TITLE = { size: 15, line: 20 } as const;
const ABOUT = { size: 12, line: 17 } as const;
/** So that it is sharp on a screen with two device pixels to one, and in print. */
const PIXELS = 2;
/** Canvases of most browsers end there. */
const MOST_PIXELS = 16_000;

export async function standalone(svg: SVGSVGElement, caption: Caption): Promise<string> {
  const { width, height } = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  for (const node of copy.querySelectorAll("[data-screen]")) node.remove();
  for (const node of [copy, ...copy.querySelectorAll("*")]) bare(node);
  const wide = Math.max(width, 320);
  const titles = wrapped(caption.title, wide, TITLE);
  const abouts = wrapped(caption.about, wide, ABOUT);
  const below = PAD + 31 + (titles.length - 1) * TITLE.line;
  const head = HEAD + (titles.length - 1) * TITLE.line + (abouts.length - 1) * ABOUT.line;
  const [outerWidth, outerHeight] = [Math.ceil(wide + 2 * PAD), Math.ceil(height + 2 * PAD + head)];
  const drawn = new XMLSerializer()
    .serializeToString(copy)
    .replace(/^<svg[^>]*>/, "")
    .replace(/<\/svg>$/, "");
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="0 0 ${outerWidth} ${outerHeight}" role="img">`,
    `<title>${escaped(caption.title)}</title><desc>${escaped(caption.about)}</desc>`,
    `<style>${await fontFaces()}text{font-feature-settings:"tnum","cv05","cv08","ss03"}</style>`,
    `<rect width="100%" height="100%" fill="var(--canvas)"/>`,
    ...titles.map((line, at) => lineAt(PAD + 12 + at * TITLE.line, `font-size="${TITLE.size}" font-weight="600" fill="var(--ink)"`, line)),
    ...abouts.map((line, at) => lineAt(below + at * ABOUT.line, `font-size="${ABOUT.size}" fill="var(--ink-3)"`, line)),
    `<g transform="translate(${PAD} ${PAD + head})">${drawn}</g></svg>`,
  ];
  return inLight(inXml(parts.join("")));
}

const lineAt = (y: number, look: string, text: string): string =>
  `<text x="${PAD}" y="${y}" font-family="var(--sans)" ${look}>${escaped(text)}</text>`;

export async function asPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(PIXELS, MOST_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no pictures");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new Error("the picture is too large for this browser");
  return blob;
}

export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const FAMILY = "'Inter Variable', Inter, system-ui, sans-serif";
const MONO = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace";

/** What only the page needs: names of styles, the order of the keyboard. */
function bare(node: Element): void {
  for (const { name } of [...node.attributes]) {
    if (name === "class" || name === "tabindex" || name === "role" || name.startsWith("data-") || name.startsWith("aria-"))
      node.removeAttribute(name);
  }
}

/** Tokens as they are in the light theme. The page is light for as long as they are read, which is shorter than a frame. */
function lightTokens(names: readonly string[]): ReadonlyMap<string, string> {
  const { dataset } = document.documentElement;
  const theme = dataset["theme"];
  dataset["theme"] = "light";
  const tokens = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = names.map((name) => {
    probe.style.color = tokens.getPropertyValue(name);
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  if (theme === undefined) delete dataset["theme"];
  else dataset["theme"] = theme;
  return new Map(found);
}

const TOKEN = /var\((--[\w-]+)\)/g;

function inLight(text: string): string {
  const tokens = lightTokens([...new Set([...text.matchAll(TOKEN)].map(([, name = ""]) => name))]);
  return text.replace(TOKEN, (_, name: string) => (name === "--sans" ? FAMILY : name === "--mono" ? MONO : (tokens.get(name) ?? "black")));
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** The Latin parts of the two fonts, as the page itself loaded them. A part that cannot be read is left out: the next of the family takes its place. */
async function fontFaces(): Promise<string> {
  const faces = [...document.styleSheets].flatMap(latinFaces);
  return (await Promise.all(faces.map(embedded))).join("");
}

interface Face {
  readonly family: string;
  readonly url: string;
}

function latinFaces(sheet: CSSStyleSheet): readonly Face[] {
  return [...sheet.cssRules].flatMap((rule) => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    const family = rule.style.getPropertyValue("font-family").replace(/["']/g, "");
    const latin = /U\+0{1,4}-(00)?FF\b/i.test(rule.style.getPropertyValue("unicode-range"));
    const source = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue("src"))?.[1];
    return latin && source !== undefined ? [{ family, url: new URL(source, sheet.href ?? document.baseURI).href }] : [];
  });
}

async function embedded({ family, url }: Face): Promise<string> {
  const answer = await fetch(url).catch(() => null);
  if (answer === null || !answer.ok) return "";
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return `@font-face{font-family:"${family}";font-weight:100 900;src:url(data:font/woff2;base64,${btoa(parts.join(""))}) format("woff2")}`;
}
