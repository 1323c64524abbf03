import { accountsOf, type Accounts } from "./accounts.ts";
import type { Client } from "./client.ts";
import { invitationsOf, triesOf, type Invitations, type Tries } from "./entrance.ts";
import { sessionsOf, type Sessions } from "./sessions.ts";

/** Who may come in, and who is in. */
export interface Access {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly invitations: Invitations;
  readonly tries: Tries;
}

export const accessOf = (client: Client): Access => ({
  accounts: accountsOf(client),
  sessions: sessionsOf(client),
  invitations: invitationsOf(client),
  tries: triesOf(client),
});
