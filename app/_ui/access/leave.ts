/** Loads a page of ours anew, with all that stands around it: that depends on who looks. */
export const leaveFor = (path: string): void => location.assign(path);
