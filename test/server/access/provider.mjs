/** A real OpenID provider as a process: node provider.mjs <redirect URI>. Prints its issuer. Anybody signs in as `<name>`; `plain-<name>` has no verified address. */
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "culprit",
      client_secret: "a secret of the test",
      redirect_uris: [process.argv[2]],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["test"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id.replace("plain-", "")}@example.net`, email_verified: !id.startsWith("plain-") }),
  }),
});
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
