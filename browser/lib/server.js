// A payscore server of a test's own: free ports, a data folder that goes with it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const BINARY = process.env.PAYSCORE_BIN ?? "payscore";

export class Server {
  static async start(...options) {
    const data = await mkdtemp(join(tmpdir(), "payscore-browser-"));
    const argumentsOf = ["serve", "--listen", "127.0.0.1:0", "--no-tls", "--data", data, ...options];
    const process = spawn(BINARY, argumentsOf, { stdio: ["ignore", "pipe", "inherit"], env: { RUST_LOG: "error" } });
    for await (const line of createInterface({ input: process.stdout })) {
      const [, url] = line.match(/^listening on (http:\/\/\S+)$/) ?? [];
      if (url) return new Server(process, data, url);
    }
    throw new Error(`${BINARY} did not start`);
  }

  constructor(process, data, url) {
    Object.assign(this, { process, data, url });
    process.stdout.resume();
  }

  /** The control API: JSON in, JSON out; a refusal is an error. */
  async control(method, path, body) {
    const answer = await fetch(`${this.url}/_payscore/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async stop() {
    this.process.kill("SIGTERM");
    await once(this.process, "exit");
    await rm(this.data, { recursive: true, force: true });
  }
}
