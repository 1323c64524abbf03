/** What each command takes, in the order in which they are listed. */
const SECTIONS: Readonly<Record<string, string>> = {
  serve: `  serve [--host 127.0.0.1] [--port 3000] [--data ./data]
      Starts the web page, the worker and the database. DATABASE_URL names a PostgreSQL of your own.
      --accounts           people sign in; the first start prints a link that makes the first administrator
      --admin-link         print such a link again
      --url https://NAME   under which people reach it; needed for any address but a loopback one, as are --accounts and one of:
      --tls-cert FILE --tls-key FILE
      --proxy ADDRESS,...  proxies that speak TLS in front of it`,

  investigate: `  investigate <runbook> --host <role>=[user@]address[:port] ... [--input name=value ...]
      Investigates without a server and prints the verdict.
      A host of the lab on this machine is written lab:<name>; its key and host keys are known.
      address/NAME means the network namespace NAME of that host (ip netns), as of a virtual router.
      --lab                take hosts and inputs that were not given from the lab
      --identity FILE      private key (may be repeated; else ssh config and agent)
      --kept-keys          log in with SSH keys that the data folder keeps, too
      --known-hosts FILE   known_hosts to trust besides your own (may be repeated)
      --jump DESTINATION   [user@]host[:port] to go through
      --since, --changed   what you know about the onset
      --watch 30m          measure again and again, up to a day, until the symptom shows, and judge that window; hosts
                           rest in between, below 1 % of a core: what is shorter than the rest it states may be missed
      --each               with --watch: go on after each time the symptom showed, until the time is up, 20 times at most;
                           each has its own verdict, and the last line sums them up. What ends alike is judged again after
                           a rest that grows. With --json one object a line, the last one {"watch": ...}; the exit code is
                           the worst of the events. --export FILE also writes FILE.event-2 and so on
      --approve none|ask|all   what to do with a host key nobody has approved: refuse (the default where nobody
                           can be asked), ask on the terminal, or approve and say so
                           A change that would prove the cause is asked about on a terminal only, and never with --json or none
      --data DIR           where approved host keys are remembered (known_hosts in it; default ./data)
      --export FILE        also write log and raw outputs, for culprit import
      --from FILE          an exported investigation: what it read on the same hosts in the last two minutes is taken over,
                           and what changed since then is told
      --record FILE        also write what the hosts answered, as a case for a runbook
      --json               one JSON object on standard output, nothing else`,

  sweep: `  sweep <runbook> [--cause ID] (--hosts [user@]address[:port],... | --group NAME) [--input name=value ...]
      What one cause would look like, read on many hosts: no traffic, no change. Says which hosts show it, which refute it, and
      why others cannot tell. Without --cause it lists what can be swept. --hosts reads them without a server; --group has the
      running server sweep a group of its inventory. --identity, --known-hosts, --jump and --data as above.
      --at-once N          hosts at once, 1 to 32 (default 8)
      --approve none|all   what to do with a host key nobody has approved (default none)
      --json               one JSON object a line for each host as it settles, and one at the end
      Exit 0: each host shows it, does not, or refutes it; 3: one of them cannot tell; 4: one could not be reached.`,

  hosts: `  hosts [list | add <name> [user@]address[:port] | import [<ssh config>] | remove <name>] [--json]
      The inventory of a running server, and the hosts of the lab on this machine.`,

  alerts: `  alerts [list] [--json]
      What fires and waits on a running server. Investigating and dismissing is done on its page.`,

  keys: `  keys [list | add <host> --file FILE | remove <host> | rotate]
      Private keys that a running server keeps for hosts of its inventory, sealed in the database. rotate seals them with
      a new key of the installation.`,

  retention: `  retention --days N
      Removes the raw outputs of investigations that ended N days ago or earlier from the data folder of a running server;
      verdicts and readings stay. CULPRIT_KEEP_OUTPUT_DAYS makes the server do so every hour.`,

  export: `  export <investigation> [--markdown] [--out FILE] [--force] [--data DIR]
      Log and raw outputs of one investigation (INV-12, 12 or its id) in one file, for another data folder or for keeping;
      with --markdown its verdict. --out - writes to standard output. Uses the running server, or opens the folder.

  export --records [--out FILE] [--force] [--data DIR]
      Who did what to which host, as a chain of hashes (culprit-records.json).

  export --verify FILE ... [--noted HASH]
      Checks records and bundles offline: the chain, and that it has an entry whose hash was noted elsewhere; hashes, readings and
      verdict of bundles, and their logs against the records when those are named first. Exit 3 when anything does not fit.`,

  import: `  import FILE [--check] [--data DIR] [--json]
      Takes such a file in: hashes are verified, every reading is made again with today's parsers, the machine is folded
      again. Exit 3 when anything comes out otherwise, each difference in a line; 2 when it is no whole bundle.
      --check              tell what comes out, store nothing`,

  runbook: `  runbook [list | show ID | check [ID]] [--json]
      The incident types; which hosts and inputs one takes and which causes it knows; the model checks of their reasoning.
      culprit investigate <runbook> --help says what is to be given, too.`,

  lab: `  lab up|down|list|inject|check|heal|prove|status|ssh|record
      Practice hosts with real faults, made of network namespaces; needs root. culprit lab help says more.`,

  bench: `  bench accuracy [--live | --frozen] [--runbook ID] [--fault NAME ...] [--repeats N]
      How often verdicts are right, beside four simpler ways to decide: on every fault of the lab, made for real (--live;
      needs root, about half a minute a fault), and on the recorded cases (--frozen); both when neither is named.
      --fault NAME         a fault, id:variant, two at once as a+b, or a pattern with * (may be repeated; else all)
      --repeats N          how often each fault is made (default 1)
      --no-variants        each fault as it is by default only
      --out DIR            where runs are kept (default ./data/bench-accuracy); what is there already is not run again
      --report             tell what is there, run nothing
      --no-comparison      leave out the simpler ways: a window less for each fault
      --seed TEXT          of the random order (default 1)
      --directory DIR      where the lab's hosts are raised
      --write-docs         add to docs/accuracy.md and docs/accuracy.json what was run; of runbooks that were not, what stands
                           there stays as long as their version is the same
      --json               the figures and every run as one JSON object`,
};

const EXIT_CODES = `Exit codes: 0 a cause, or the absence of the symptom, was established; 3 undetermined, several, none of these,
or only suspected; 4 a host could not be reached or authenticated; 2 wrong usage; 1 a defect of Culprit.`;

/** Everything, or what is about one command; null for a command that there is not. */
export function helpFor(command?: string): string | null {
  if (command === undefined) return ["Usage: culprit <command> [options]", ...Object.values(SECTIONS), EXIT_CODES].join("\n\n");
  const section = Object.hasOwn(SECTIONS, command) ? SECTIONS[command] : undefined;
  return section === undefined ? null : ["Usage: culprit", section, EXIT_CODES].join("\n\n");
}
