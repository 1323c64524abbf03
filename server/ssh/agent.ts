import ssh2, { type ParsedKey } from "ssh2";

/** An agent that waits for a person to unlock it answers too late for a login. */
const AGENT_ANSWER_MS = 5_000;

export interface AgentKey {
  readonly blob: Buffer;
  /** An agent that offers this key alone. */
  readonly agent: InstanceType<typeof ssh2.OpenSSHAgent>;
}

const isParsedKey = (key: unknown): key is ParsedKey => typeof key === "object" && key !== null && "getPublicSSH" in key;

/** The keys an agent holds, or why there are none. Types that ssh2 cannot use (security keys, certificates) are left out. */
export function agentKeys(socket: string): Promise<readonly AgentKey[] | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`the SSH agent at ${socket} does not answer`), AGENT_ANSWER_MS);
    new ssh2.OpenSSHAgent(socket).getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error) return resolve(`the SSH agent at ${socket} cannot be used: ${error.message}`);
      const listed: readonly unknown[] = keys ?? [];
      resolve(listed.filter(isParsedKey).map((key) => ({ blob: key.getPublicSSH(), agent: offeringOnly(socket, key) })));
    });
  });
}

function offeringOnly(socket: string, key: ParsedKey): AgentKey["agent"] {
  const agent = new ssh2.OpenSSHAgent(socket);
  agent.getIdentities = (answer) => answer(undefined, [key]);
  return agent;
}
