// A merchant's back end in a few lines of its own: signs calls, and receives notifications.
import { createSign, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";

const SERVICE_ORDERS = "/v3/payscore/serviceorder";

export class Merchant {
  /** The one in this folder of `DATA/merchants`. */
  static async open(server, folder = "default") {
    const read = (name) => readFile(join(server.data, "merchants", folder, name), "utf8");
    return new Merchant(server, JSON.parse(await read("merchant.json")), await read("apiclient_key.pem"));
  }

  constructor(server, file, key) {
    Object.assign(this, { server, file, key });
  }

  /** A signed call; a refusal is an error, unless the status is one of those expected. */
  async call(method, target, body, { expect = [200, 204] } = {}) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString("hex")];
    const signer = createSign("RSA-SHA256").update(`${method}\n${target}\n${timestamp}\n${nonce}\n${text}\n`);
    const fields = {
      mchid: this.file.mchid,
      nonce_str: nonce,
      signature: signer.sign(this.key, "base64"),
      timestamp,
      serial_no: this.file.serial_no,
    };
    const pairs = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
    const answer = await fetch(this.server.url + target, {
      method,
      headers: {
        authorization: `WECHATPAY2-SHA256-RSA2048 ${pairs.join(",")}`,
        accept: "application/json",
        "content-type": "application/json",
      },
      body: text || undefined,
    });
    const said = await answer.text();
    if (!expect.includes(answer.status)) throw new Error(`${method} ${target}: ${answer.status} ${said}`);
    return said ? JSON.parse(said) : {};
  }

  service(kind, needsUserConfirm = true) {
    return this.file.services.find(
      (service) => service.kind === kind && service.needs_user_confirm === needsUserConfirm,
    );
  }

  user(behaviour) {
    return this.file.users.find((user) => user.behaviour === behaviour);
  }

  /** A service order that waits for its user, with whatever else is given. */
  createOrder(outOrderNo, more = {}) {
    return this.call("POST", SERVICE_ORDERS, {
      out_order_no: outOrderNo,
      appid: this.file.appid,
      service_id: this.service("serviceorder").service_id,
      service_introduction: "充电宝租借",
      risk_fund: { name: "DEPOSIT", amount: 9900 },
      time_range: { start_time: "OnAccept" },
      notify_url: this.notifyUrl ?? "http://127.0.0.1:9/notify",
      need_user_confirm: true,
      ...more,
    });
  }

  completeOrder(outOrderNo, fen = 300, more = {}) {
    return this.call("POST", `${SERVICE_ORDERS}/${encodeURIComponent(outOrderNo)}/complete`, {
      appid: this.file.appid,
      service_id: this.service("serviceorder").service_id,
      post_payments: [{ name: "租金", amount: fen, description: "每小时 1.5 元" }],
      total_amount: fen,
      ...more,
    });
  }

  /** From now on its orders name an endpoint that takes all notifications. */
  async listen() {
    const received = [];
    const endpoint = createServer((request, response) => {
      request.resume().on("end", () => {
        received.push(request.headers);
        response.writeHead(204).end();
      });
    });
    endpoint.listen(0, "127.0.0.1");
    await once(endpoint, "listening");
    this.notifyUrl = `http://127.0.0.1:${endpoint.address().port}/notify`;
    return { received, close: () => endpoint.close() };
  }
}
