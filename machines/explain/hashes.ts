/** What the hashes of raw outputs stand under on paper. */
export const HASHES = "Raw outputs that it rests on, with their SHA-256";
export const HASHES_WHY =
  "Over standard output, a zero byte and standard error, as they were stored. The JSON export has the same outputs with the same hashes, under the number of the event (e12 is seq 12); culprit import checks each.";
/** An organisation that exports pseudonyms exports other outputs. */
export const HASHES_APART =
  "Over standard output, a zero byte and standard error, as they were stored here. Exports of this organisation have pseudonyms for addresses, so their outputs have other hashes.";
