import ssh2 from "ssh2";

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/**
 * A new ed25519 key pair in OpenSSH's own formats: what logs in to a replay server that was started for it, or its host key.
 * ssh2 1.17 makes one pair in 256 that it cannot read itself: it drops a leading zero byte (github.com/mscdex/ssh2/issues/1513).
 * Such a pair is thrown away.
 */
export function newKeyPair(): KeyPair {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync("ed25519");
    if (isReadable(privateKey) && isReadable(publicKey)) return { privateKey, publicKey };
  }
}

const isReadable = (key: string): boolean => !((ssh2.utils.parseKey(key) as unknown) instanceof Error);
