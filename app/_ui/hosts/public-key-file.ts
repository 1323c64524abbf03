/** Where sshd of a host keeps it, unless it was told otherwise: what a person compares a fingerprint with. */
export const publicKeyFile = (algorithm: string): string =>
  `/etc/ssh/ssh_host_${algorithm.includes("ed25519") ? "ed25519" : algorithm.includes("ecdsa") ? "ecdsa" : "rsa"}_key.pub`;
