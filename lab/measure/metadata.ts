import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";

/** One request for metadata from where a guest is: how it ended, or the status that came. */
const CLIENT = String.raw`
import json, socket, sys
try:
    with socket.create_connection((sys.argv[1], 80), timeout=1) as asked:
        asked.sendall(b"GET /openstack/latest/meta_data.json HTTP/1.0\r\n\r\n")
        said = asked.recv(4096).decode("latin-1")
    print(json.dumps(said.split(" ")[1] if " " in said else "closed"))
except OSError as error:
    print(json.dumps("refused" if isinstance(error, ConnectionRefusedError) else "silent"))
`;

const answer = z.string();

export const metadataOf = async (guest: Namespace, address: string): Promise<string> =>
  answer.parse(JSON.parse(await guest.must(["/usr/bin/python3", "-c", CLIENT, address])));
