import ssh2 from "ssh2";

/** A new ed25519 key pair in OpenSSH's own formats: what logs in to a replay server that was started for it. */
export function newKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync("ed25519");
  return { privateKey, publicKey };
}
