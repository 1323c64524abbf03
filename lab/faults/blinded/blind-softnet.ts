import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { backlogOverflow, ensureUsualBacklog, overflowBacklog } from "../pair/backlog-overflow.ts";
import type { Fault } from "../fault.ts";

/** Everything a collector may reasonably read a file with. */
const READERS = ["cat", "head", "tail", "awk", "sed", "grep", "dd", "od", "cut", "sort"];
const FOLDER = "/run/lab/blind";

/** Stands in front of each reader on beta, in beta's mounts only: refuses one file, and is the reader for all others. */
const BLINDFOLD = `
mkdir -p ${FOLDER}
for tool in ${READERS.join(" ")}; do
  path=$(readlink -f "$(command -v $tool)")
  [ -e ${FOLDER}/$tool.path ] && continue
  cp "$path" ${FOLDER}/$tool
  echo "$path" > ${FOLDER}/$tool.path
  {
    echo '#!/bin/sh'
    echo 'for argument; do'
    echo '  case $argument in *softnet_stat*)'
    echo "    echo \\"$tool: /proc/net/softnet_stat: Permission denied\\" >&2; exit 1 ;;"
    echo '  esac'
    echo 'done'
    echo "exec ${FOLDER}/$tool \\"\\$@\\""
  } > ${FOLDER}/$tool.guard
  chmod 755 ${FOLDER}/$tool.guard
  mount --bind ${FOLDER}/$tool.guard "$path"
done`;

const UNBLIND = `
for path in ${FOLDER}/*.path; do
  [ -e "$path" ] || continue
  read -r tool < "$path"
  umount "$tool" 2>/dev/null || :
done
rm -rf ${FOLDER}`;

/** The backlog overflows as in backlog-overflow, but the one file that says so cannot be read where it happens. */
export const blindSoftnet: Fault = {
  ...backlogOverflow,
  id: "blind-softnet",
  kind: "blinded",
  topology: "pair",
  about: "The backlog overflows on beta, and beta refuses to show /proc/net/softnet_stat.",
  groundTruth: {
    causes: [{ id: "backlogOverflow", host: "beta" }],
    notNameable: "The backlog's own counter is refused on beta; rx dropped alone does not say why.",
  },
  parameters: { ...backlogOverflow.parameters, alphaToo: false },
  inject: async (lab, parameters) => {
    await ensureUsualBacklog(lab, blindSoftnet.id);
    await overflowBacklog(lab, parameters, blindSoftnet.id);
    for (const host of blinded(lab, parameters["alphaToo"] === true)) await host.must(["sh", "-c", BLINDFOLD]);
  },
  heal: async (lab: Lab, parameters) => {
    for (const host of blinded(lab, true)) await host.must(["sh", "-c", UNBLIND]);
    await backlogOverflow.heal(lab, parameters);
  },
};

/** softnet_stat is the machine's, so alpha still shows beta's drops as if they were its own, unless it is blinded too. */
const blinded = (lab: Lab, alphaToo: boolean): readonly LabHost[] =>
  (alphaToo ? ["alpha", "beta"] : ["beta"]).map((name) => hostOf(lab, name));
