'use strict';

// What the SDKs on Node.js share: reporting, the provisioned merchants, the server's control API, the notify endpoint.

const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const PATIENCE_MS = 10_000;

/** One grey pixel, and what begins like a film. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
const FILM = Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from('ftypmp42\0\0\0\0'), PICTURE]);

const { PAYSCORE_URL: serverUrl, PAYSCORE_DATA: dataFolder } = process.env;

/** Runs one check of a capability and prints its line. */
async function check(capability, what, step) {
  try {
    await step();
    console.log(`ok ${capability}: ${what}`);
  } catch (error) {
    console.log(`FAIL ${capability}: ${what}: ${reason(error)}`);
  }
}

/** A check that shows a bug of the SDK, by its name in `bugs.tsv`. */
function reproduce(name, step) {
  return check('bugs', name, step);
}

function reason(error) {
  let text = error.message;
  if (error.code === 'ERR_ASSERTION' && error.generatedMessage) {
    text = `expected ${JSON.stringify(error.expected)}, got ${JSON.stringify(error.actual)}`;
  } else if (error.response) {
    text = `${text}: ${error.response.status} ${JSON.stringify(error.response.data)}`;
  }
  return text.replace(/\s+/g, ' ');
}

/** What the SDK makes of an answer that is no success. */
async function refusal(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, ...error.response.data };
  }
  throw new Error(`a refusal was expected, but it answered ${answer.status} ${JSON.stringify(answer.data)}`);
}

/** A merchant as the server provisioned it: `default` or `partner`. */
function merchant(name) {
  const folder = join(dataFolder, 'merchants', name);
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const file = JSON.parse(read('merchant.json'));
  return {
    ...file,
    folder,
    privateKey: read('apiclient_key.pem'),
    platformCertificate: read('platform_cert.pem'),
    wechatpayPublicKey: read('wechatpay_public_key.pem'),
    service: (kind, needsUserConfirm) => file.services
      .find((service) => service.kind === kind && service.needs_user_confirm === needsUserConfirm).service_id,
    user: (behaviour) => file.users.find((user) => user.behaviour === behaviour).openid,
  };
}

/** `/_payscore/…` */
async function control(method, path, body) {
  const response = await fetch(`${serverUrl}/_payscore/${path}`, {
    method,
    headers: body && { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`control API: ${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** An uploaded file, as the server has it. */
async function media(mediaId) {
  const response = await fetch(`${serverUrl}/_payscore/media/${encodeURIComponent(mediaId)}`);
  if (!response.ok) throw new Error(`control API: media ${mediaId}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The user's side: `confirm`, `decline` or `pay`. */
function asUser(act, mchid, outOrderNo, openid) {
  return control('POST', `orders/${mchid}/${encodeURIComponent(outOrderNo)}/${act}`, openid && { openid });
}

/** The server's time, `seconds` from now, as PayScore writes times: yyyyMMddHHmmss at +08:00. */
async function time(seconds = 0) {
  const { unix } = await control('GET', 'clock');
  return new Date((unix + seconds + 8 * 3600) * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
}

let orders = 0;

/** An order number that no other check uses, made of all that may stand in one. */
function orderNumber(kind) {
  orders += 1;
  return `Js_${kind}-${orders}|*${Date.now()}`;
}

/** Asks again until what comes back is as wanted; deductions and deliveries take a moment. */
async function eventually(ask, wanted) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > deadline) return answer;
    await sleep(50);
  }
}

/** A merchant's notify endpoint: `open(path, headers, body)` verifies and decrypts, at once or later, or throws. */
class Receiver {
  static async start(open) {
    const receiver = new Receiver();
    receiver.events = [];
    receiver.refused = [];
    receiver.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      try {
        const opened = await open(request.url, request.headers, body);
        receiver.events.push({ ...opened, headers: request.headers, body });
        response.writeHead(204).end();
      } catch (error) {
        receiver.refused.push(reason(error));
        response.writeHead(401, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ code: 'FAIL', message: error.message }));
      }
    });
    await new Promise((resolve) => { receiver.server.listen(0, '127.0.0.1', resolve); });
    return receiver;
  }

  url(path) {
    return `http://127.0.0.1:${this.server.address().port}${path}`;
  }

  /** The notification of this type about this order; `signedBy` names the platform's identity. */
  async event(type, outOrderNo, signedBy) {
    const search = () => this.events.find((event) => event.event_type === type
      && event.resource.out_order_no === outOrderNo && (!signedBy || event.headers['wechatpay-serial'] === signedBy));
    const found = await eventually(search, Boolean);
    if (!found) throw new Error(`no ${type} came; refused: ${this.refused.join('; ') || 'none'}`);
    return found;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections?.();
  }
}

module.exports = {
  FILM, PICTURE, Receiver, asUser, check, control, eventually, media, merchant, orderNumber, refusal, reproduce, serverUrl, time,
};
