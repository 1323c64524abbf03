import { unparsable } from "./failure.ts";

/** CONFIG_NR_CPUS of the largest distribution kernels; a longer list is not a kernel's, and must not be expanded. */
const MOST_CPUS = 8_192;

/** "0-3,8": the kernel's list format. */
export function cpusListed(text: string): readonly number[] {
  const found: number[] = [];
  for (const part of text.trim().split(",")) {
    const [, from = "", to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? unparsable(`"${text.slice(0, 40)}" is not a list of CPUs`);
    if (found.length + Number(to) - Number(from) + 1 > MOST_CPUS) unparsable(`more than ${MOST_CPUS} CPUs`);
    for (let cpu = Number(from); cpu <= Number(to); cpu += 1) found.push(cpu);
  }
  return found;
}
