const PREFIX = "practice:";

/** The practice incident whose recording answers at this address; undefined where a real host does. */
export const recordingAt = (address: string): string | undefined => (address.startsWith(PREFIX) ? address.slice(PREFIX.length) : undefined);

export const addressOfRecording = (incident: string): string => `${PREFIX}${incident}`;
