import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./theme.css";
import "./base.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { readersZone } from "#app/_guard/zone.ts";
import { ClockProvider } from "#app/_ui/atoms/Time.tsx";
import { Frame } from "#app/_ui/frame/Frame.tsx";
import { rail } from "#app/rail.ts";
import { SignedOut } from "#app/_ui/access/SignedOut.tsx";
import { early } from "#app/_ui/frame/early.ts";
import { themeOf } from "#app/_ui/frame/preferences.ts";

export const metadata: Metadata = {
  title: { default: "Culprit", template: "%s · Culprit" },
  description: "States the possible causes, collects evidence over SSH, names the culprit with its proof.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#121316" },
  ],
};

export default async function RootLayout({ children }: { readonly children: React.ReactNode }): Promise<React.JSX.Element> {
  const [jar, zone, head, { lists, readAt, me, pages }] = await Promise.all([cookies(), readersZone(), headers(), rail()]);
  const theme = themeOf(jar.get("culprit-theme")?.value);
  const nonce = /'nonce-([^']+)'/.exec(head.get("content-security-policy") ?? "")?.[1];
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body>
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: `(${early.toString()})()` }} />
        <ClockProvider zone={zone} renderedAt={readAt}>
          <Frame lists={lists} me={me} pages={pages}>
            {children}
          </Frame>
          {me === null || me === "local" ? null : <SignedOut login={me.login} />}
        </ClockProvider>
      </body>
    </html>
  );
}
