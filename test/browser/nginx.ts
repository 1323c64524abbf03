import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IncomingHttpHeaders } from "node:http";
import { commandPath } from "../needs.ts";

/** A real nginx with TLS, as the documentation says it is put in front. */
export interface Proxy {
  stop(): Promise<void>;
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** `clear` is a port where the same proxy takes requests without TLS. */
export async function startNginx({
  port,
  clear,
  upstream,
}: {
  readonly port: number;
  readonly clear: number;
  readonly upstream: string;
}): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), "culprit-nginx-"));
  chmodSync(folder, 0o755);
  const [cert, key, config] = ["cert.pem", "key.pem", "nginx.conf"].map((name) => join(folder, name)) as [string, string, string];
  const how = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-x509", "-days", "1", "-subj", "/CN=localhost"];
  execFileSync("openssl", ["req", ...how, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const server = (listen: string): string => `
  server {
    listen ${listen};
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }`;
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 128; }
http {
  access_log off;
  ssl_certificate ${cert}; ssl_certificate_key ${key};
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c; uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  ${server(`127.0.0.1:${port} ssl`)}
  ${server(`127.0.0.1:${clear}`)}
}
`,
  );
  const child = spawn(commandPath("nginx") ?? "nginx", ["-c", config, "-p", folder], { stdio: "ignore" });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await ask(port, "/healthz").catch(() => null)) !== null) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    stop: async () => {
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface How {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Another address of the loopback to come from. */
  readonly from?: string;
  /** Called with what has come so far; true: it is enough. */
  readonly enough?: (text: string) => boolean;
}

/** One request over TLS, whatever the certificate. */
export function ask(port: number, path: string, { method = "GET", headers = {}, body, from, enough }: How = {}): Promise<Said> {
  return new Promise((done, fail) => {
    const asked = request(
      {
        ...{ host: "127.0.0.1", port, path, method, rejectUnauthorized: false, agent: false, timeout: 20_000 },
        headers: { host: `localhost:${port}`, ...headers },
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (answer) => {
        let text = "";
        const end = (): void => done({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
          if (enough?.(text) !== true) return;
          end();
          asked.destroy();
        });
        answer.once("end", end);
      },
    );
    asked.once("timeout", () => asked.destroy(new Error(`no answer to ${path} in time`)));
    asked.once("error", fail);
    asked.end(body);
  });
}
