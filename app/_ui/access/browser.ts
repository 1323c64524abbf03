const BROWSERS = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

/** What a browser says it is, in two words; enough to tell one's own sessions apart. */
export function browserOf(agent: string): string {
  const found = (list: readonly (readonly [RegExp, string])[]): string | undefined => list.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = found(BROWSERS) ?? (agent.split(/[/ ]/, 1)[0] || "An unknown program");
  const system = found(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}
