/** A text column cannot hold NUL; such text is for lists and searches, the event's body keeps it as it was. */
export const storable = (text: string): string => text.replaceAll("\0", "␀").toWellFormed();
