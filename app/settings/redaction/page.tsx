import { guardedPage } from "#app/_guard/guarded-page.tsx";
import styles from "#app/_ui/settings/settings.module.css";
import { ownKinds } from "#server/read/settings.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Redaction" };

/** What server/secrets/rules.ts looks for, in the words of those who wonder; its samples are in test/server/secrets. */
const LOOKED_FOR = [
  ["Passwords and passphrases", "auth_pass of keepalived, password=, psk, requirepass; in configuration, URLs, logs and command lines"],
  ["Keys and tokens", "secret, token, api key, shared key and the like, where the word stands before the value"],
  ["SNMP communities and users", "rocommunity, com2sec, createUser, snmpwalk -c, -A and -X"],
  ["Credentials in requests", "Authorization, Cookie and X-…-Token headers, Bearer and Basic, user:password@ in URLs"],
  ["What is known by its form", "JSON web tokens, Fernet, GitHub, GitLab, Slack, Google, Vault, AWS and Azure keys, password hashes"],
  ["Tunnels", "IPsec keys of ip xfrm and setkey, private and preshared keys of WireGuard"],
  ["Private keys", "PEM, OpenSSH and PuTTY, from the first line to the last"],
] as const;

export default guardedPage("read", (_props, visitor) => (
  <SettingsPage
    at="redaction"
    visitor={visitor}
    lead="Everything a host prints is looked through before it is stored, shown or parsed. A secret becomes a token that says what it was called and is the same wherever the secret stands; what it was can be read nowhere afterwards."
  >
    <dl className={styles.facts}>
      {LOOKED_FOR.map(([what, where]) => (
        <Fact key={what} what={what} where={where} />
      ))}
    </dl>
    <h2>What stays</h2>
    <p className={styles.lead}>
      Addresses and names of hosts are the evidence and stay; <code>CULPRIT_PSEUDONYMS</code> gives them others wherever they leave. A
      password that stands alone on a line, without a word that says so, is not found: patterns know names and forms, not meaning.
    </p>
    <h2>Patterns of your own</h2>
    <OwnPatterns />
  </SettingsPage>
));

/** Which kinds there are, and how to add one. */
function OwnPatterns(): React.JSX.Element {
  const kinds = ownKinds();
  return (
    <>
      <p className={styles.lead}>
        {kinds.length === 0 ? "There are none here. " : `Looked for as well: ${kinds.join(", ")}. `}
        <code>CULPRIT_REDACT_FILE</code> names a file with one pattern a line, read when Culprit starts: a kind, a space, and text as it
        stands, in which
        {" \\d "}is a digit,{" \\w "}a letter or digit, and * at the end the word that follows. Nothing in it repeats, so that no text of a
        host takes long. What was stored before stays as it is.
      </p>
      <pre className={styles.sample}>{SAMPLE}</pre>
    </>
  );
}

const SAMPLE = ["# kind  what to look for", "customer K-\\d\\d\\d\\d\\d\\d", "licence X-Acme-Licence: *"].join("\n");

function Fact({ what, where }: { readonly what: string; readonly where: string }): React.JSX.Element {
  return (
    <>
      <dt>{what}</dt>
      <dd>{where}</dd>
    </>
  );
}
