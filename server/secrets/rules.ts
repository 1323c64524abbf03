/** Where a secret may stand in one line. `value` says how far it goes from the end of the match, unless the match has it in its group `secret`. */
export interface Rule {
  /** What is called so in the token; by default the word that was found. */
  readonly kind?: string;
  readonly find: RegExp;
  /**
   * `word`: a quoted text, or up to a space or the next setting. `rest`: as word, or all that is left of the line where the line begins with the name.
   * `line`: all that is left, up to the quotation mark that the name stands in. Absent: the group `secret`.
   */
  readonly value?: "word" | "rest" | "line";
  /** Shorter ones are taken for something else: counters and names are called token and key, too. */
  readonly least?: number;
  /** Letters with which a secret of the group goes on behind the match, however long it is: a pattern with no bound runs out of memory for its steps. */
  readonly goesOn?: RegExp;
}

/**
 * Every quantifier that a match can be tried with again at the next letter is bounded, so that a line takes time in proportion to its length. Names are
 * not looked at backwards from their end: `admin_password` is found at `password`.
 */
const WORDS = String.raw`password|passwd|passphrase|passcode|_pwd|auth_pass|(?<![a-z])psk|(?:admin|auth|user|db|root|rabbit|smtp|ldap|bind)[_-]?pass`;
const KEYS = String.raw`secret|token|(?:api|access|secret|private|preshared|pre-shared|pre_shared|encryption|shared|account|signing|master|auth)[ _-]?key|key-string|client-key-data`;
/** `name=`, `name: `, `"name" : `; `token ::1` of ip-token(8) has its colon apart and is an address. */
const IS = String.raw`(?:\\?["'][ \t]{0,9}[:=]>?|:|[ \t]{0,9}=>?)[ \t]{0,9}`;
const INDENT = String.raw`^[ \t]{0,80}`;
/** What is written after the word in sentences, and in the stacks of pam.d(5). */
const NO_SECRET = String.raw`(?!for\b|is\b|was\b|has\b|of\b|authentication\b|expired\b|incorrect\b|required\b|requisite\b|sufficient\b|optional\b|include\b|substack\b|change|polic|prompt|file\b|not\b|in\b|to\b|from\b|and\b|or\b|\[|[:=])`;
const HEX = String.raw`0x[0-9a-f]{1,400}`;

/** Rules that one look can rule out: a text without a trace has none of their secrets. */
export interface Family {
  readonly trace: RegExp;
  readonly rules: readonly Rule[];
}

export const FAMILIES: readonly Family[] = [
  {
    trace: /pass|psk|_pwd|secret|token|key|requirepass|masterauth|stats auth|eap |xauth |ntlm /i,
    rules: [
      { kind: "auth_pass", find: /\bauth_pass[ \t]+/g, value: "word" },
      { find: new RegExp(`(?<name>${WORDS})${IS}`, "gi"), value: "rest" },
      { find: new RegExp(`(?<name>${KEYS})${IS}`, "gi"), value: "rest", least: 4 },
      // name value, as in the configuration of FRR, BIRD, BIND, Redis and others.
      {
        find: new RegExp(
          `${INDENT}(?:set[ \\t]{1,9}|no[ \\t]{1,9})?(?<name>password|secret|passphrase|psk|key-string|requirepass|masterauth|masterpass|enable (?:password|secret)|authentication-key|wpa-psk)[ \\t]{1,9}${NO_SECRET}`,
          "gi",
        ),
        value: "word",
      },
      { kind: "password", find: /\bneighbor[ \t]{1,9}\S{1,80}[ \t]{1,9}password[ \t]{1,9}/gi, value: "word" },
      {
        kind: "password",
        find: /\b(?:insecure-password|stats auth|authentication-key|message-digest-key[ \t]{1,9}\d{1,3}[ \t]{1,9}md5|area-password clear|password clear)[ \t]{1,9}/gi,
        value: "word",
      },
      // An option takes its own as the next word.
      {
        find: new RegExp(
          `(?<![\\w-])--?(?:[a-z0-9]{1,20}-){0,3}(?<name>password|passwd|passphrase|secret|token|psk|api-key|secret-key|access-key)[ \\t]{1,9}(?!-)`,
          "gi",
        ),
        value: "word",
      },
      { kind: "psk", find: /(?:^|:)[ \t]{0,9}(?:PSK|EAP|XAUTH|NTLM)[ \t]{1,9}(?=["']|0[xs])/g, value: "word" },
    ],
  },
  {
    trace: /snmp|community|com2sec|createuser|trap2?sink/i,
    rules: [
      {
        kind: "snmp",
        find: /\b(?:rocommunity6?|rwcommunity6?|trapcommunity|snmp-server community|snmp community|trap2?sink[ \t]{1,9}\S{1,80})[ \t]{1,9}/gi,
        value: "word",
      },
      {
        kind: "snmp",
        find: /\bcom2sec6?[ \t]{1,9}(?:-Cn[ \t]{1,9}\S{1,80}[ \t]{1,9})?\S{1,80}[ \t]{1,9}\S{1,80}[ \t]{1,9}/gi,
        value: "word",
      },
      { kind: "snmp", find: /\bcreateUser[ \t]{1,9}\S{1,80}[ \t]{1,9}(?:MD5|SHA[-\d]{0,5})[ \t]{1,9}/g, value: "word" },
      { kind: "snmp", find: /\bcreateUser\b[^\n]{0,300}?[ \t](?:DES|AES[-\d]{0,5})[ \t]{1,9}/g, value: "word" },
      { kind: "snmp", find: /\bsnmp(?:get|walk|bulkwalk|bulkget|set|status|table|trap)\b[^\n]{0,200}?[ \t]-c[ \t]{0,9}/g, value: "word" },
      { kind: "snmp", find: /\bsnmp(?:get|walk|bulkwalk|bulkget|set|status|table|trap)\b[^\n]{0,200}?[ \t]-A[ \t]{0,9}/g, value: "word" },
      { kind: "snmp", find: /\bsnmp(?:get|walk|bulkwalk|bulkget|set|status|table|trap)\b[^\n]{0,200}?[ \t]-X[ \t]{0,9}/g, value: "word" },
    ],
  },
  {
    trace: /sshpass|curl|wget|mysql|mariadb/,
    rules: [
      { kind: "password", find: /\bsshpass[ \t]{1,9}-p[ \t]{0,9}/g, value: "word" },
      { kind: "password", find: /\b(?:curl|wget)\b[^\n]{0,400}?[ \t](?:-u|--user)[ \t=]{1,9}["']?[^\s:"']{1,80}:/g, value: "word" },
      { kind: "password", find: /\b(?:mysql|mysqldump|mariadb|mysqladmin)\b[^\n]{0,200}?[ \t]-p(?=\S)/g, value: "word" },
    ],
  },
  {
    trace: /bearer|basic|authorization|cookie|x-/i,
    rules: [
      { kind: "authorization", find: /\b(?:Bearer|Basic)[ \t]{1,9}(?<secret>[\w.~+/=-]{8,400})/gi, goesOn: /[\w.~+/=-]/ },
      {
        kind: "authorization",
        find: /\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:token|key|secret))["']?:(?![ \t]{0,9}(?:Bearer|Basic) )[ \t]{0,9}/gi,
        value: "line",
      },
    ],
  },
  {
    trace: /:\/\//,
    rules: [{ kind: "url", find: /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'<>]{0,200}:(?<secret>[^\s/@"'<>]{1,500})(?=@)/gi }],
  },
  {
    trace:
      /gAAAAA|eyJ|gh[pousr]_|glpat-|xox|ya29\.|hvs\.|AIza|AKIA|ASIA|sig=|AccountKey|SharedAccessKey|\$(?:1|2[abxy]?|5|6|7|y|gy)\$|(?:auth|auth-trunc|enc|aead)[ \t]|[EA]:[ \t]/i,
    rules: [
      {
        kind: "token",
        find: /\b(?<secret>(?:gAAAAA[\w-]{60}|eyJ[\w-]{8}[\w-]{0,4000}\.eyJ|gh[pousr]_[A-Za-z0-9]{30}|glpat-[\w-]{18}|xox[abeoprs]-[\w-]{10}|ya29\.[\w-]{20}|hvs\.[\w-]{20}|AIza[\w-]{30}))/g,
        goesOn: /[\w.=-]/,
      },
      { kind: "aws", find: /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16})\b/g },
      { kind: "azure", find: /[?&;](?:sig|AccountKey|SharedAccessKey)=(?<secret>[^&;\s"']{8,400})/g, goesOn: /[^&;\s"']/ },
      { kind: "hash", find: /(?<secret>\$(?:1|2[abxy]?|5|6|7|y|gy)\$[./A-Za-z0-9$=,]{10,400})/g, goesOn: /[./A-Za-z0-9$=,]/ },
      {
        kind: "ipsec",
        find: new RegExp(String.raw`\b(?:auth-trunc|auth|enc|aead)[ \t]{1,9}\S{1,60}[ \t]{1,9}(?<secret>${HEX})`, "gi"),
        goesOn: /[0-9a-f]/i,
      },
      {
        kind: "ipsec",
        find: /^[ \t]{1,9}[EA]:[ \t]{1,9}[\w-]{1,40}[ \t]{1,9}(?<secret>[0-9a-f]{8}(?: {1,2}[0-9a-f]{1,8}){0,80})/g,
        goesOn: /[0-9a-f ]/,
      },
    ],
  },
  {
    trace: /=\t/,
    rules: [
      // wg show dump: of an interface private key, public key, port and mark; of a peer public key, preshared key, endpoint.
      { kind: "wireguard", find: /^(?:[\w.-]{1,20}\t)?(?<secret>[A-Za-z0-9+/]{43}=)\t[A-Za-z0-9+/]{43}=\t\d{1,5}\t/g },
      { kind: "wireguard", find: /^(?:[\w.-]{1,20}\t)?[A-Za-z0-9+/]{43}=\t(?<secret>[A-Za-z0-9+/]{43}=)\t(?!\d{1,5}\t)/g },
    ],
  },
];

/** The beginning of a private key of any kind. */
export const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:/;
export const KEY_ENDS = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|^Private-MAC:/;
