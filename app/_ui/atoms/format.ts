/** 0.004 -> "4 ms"; 6.1 -> "6.1 s"; 312 -> "5:12". */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return clockWords(ms);
}

/** Elapsed time as it stands in the header: "05:12", "1:02:09". */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** "50 s", "8 min", "2 h 5 min": about how long. */
export function minuteWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function bytesWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const NUMBER = new Intl.NumberFormat("en");
export const numberWords = (n: number): string => NUMBER.format(n);

export const countWords = (n: number, one: string, many = `${one}s`): string => `${numberWords(n)} ${n === 1 ? one : many}`;

/** A host's clock against ours: "+3.1 ms", "−315.9 s". */
export function offsetWords(ms: number): string {
  const sign = ms >= 0 ? "+" : "−";
  const size = Math.abs(ms);
  return size < 10_000 ? `${sign}${size.toFixed(1)} ms` : `${sign}${(size / 1_000).toFixed(1)} s`;
}
