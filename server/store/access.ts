import { accountsOf, type Accounts } from "./accounts.ts";
import { apiKeysOf, type ApiKeys } from "./api-keys.ts";
import type { Client } from "./client.ts";
import { invitationsOf, triesOf, type Invitations, type Tries } from "./entrance.ts";
import { sessionsOf, type Sessions } from "./sessions.ts";

/** Who may come in, and who is in. */
export interface Access {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly invitations: Invitations;
  readonly tries: Tries;
}

export const accessOf = (client: Client): Access => ({
  accounts: accountsOf(client),
  sessions: sessionsOf(client),
  apiKeys: apiKeysOf(client),
  invitations: invitationsOf(client),
  tries: triesOf(client),
});
