'use strict';

// Bugs that wechatpay-node-v3 2.2.1 was published with.

const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { PICTURE, reproduce, serverUrl } = require('../../lib/harness');
const { answered, client, get } = require('../sdk');

/** Someone in between who writes over the state and merchant that an answer names, and leaves its signature alone. */
async function forger() {
  const server = createServer(async (request, response) => {
    const { authorization, 'user-agent': agent } = request.headers;
    const headers = { authorization, accept: 'application/json', 'user-agent': agent };
    const answer = await fetch(serverUrl + request.url, { headers });
    const forged = (await answer.text()).replaceAll(/"(state|mchid)":"[^"]*"/g, '"$1":"FORGED"');
    const signed = [...answer.headers].filter(([name]) => name.startsWith('wechatpay-'));
    response.writeHead(answer.status, { ...Object.fromEntries(signed), 'Content-Type': 'application/json' }).end(forged);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return server;
}

/** Base64 with the last bit of the byte at `index` turned over; negative ones count from the end. */
function alter(text, index) {
  const bytes = Buffer.from(text, 'base64');
  bytes[(index + bytes.length) % bytes.length] ^= 1;
  return bytes.toString('base64');
}

module.exports = async ({ merchant, paidOrder, pay, receiver }) => {
  const service = { appid: merchant.appid, service_id: merchant.service('serviceorder', true) };

  await reproduce('answers-unverified', async () => {
    const between = await forger();
    try {
      const robbed = client(merchant, `http://127.0.0.1:${between.address().port}`);
      const query = pay.objectToQueryString({ ...service, out_order_no: paidOrder });
      const order = answered(await get(robbed, `/v3/payscore/serviceorder${query}`));
      assert.deepEqual([order.state, order.mchid], ['FORGED', 'FORGED']);
    } finally {
      between.close();
      between.closeAllConnections?.();
    }
  });
  await reproduce('upload-images', async () => {
    // Given the host that it forgets, it still hands its form to `post`, which cannot send one.
    const { status, data, errRaw } = await pay.upload_images(PICTURE, 'picture.png');
    assert.deepEqual([status, data], [undefined, undefined]);
    assert.ok(errRaw, 'there is no error');
  });
  await reproduce('tampered-ciphertext', async () => {
    const { body } = await receiver.event('PAYSCORE.USER_PAID', paidOrder);
    const { ciphertext, associated_data: aad, nonce } = JSON.parse(body).resource;
    const genuine = pay.decipher_gcm(ciphertext, aad, nonce);
    assert.deepEqual(pay.decipher_gcm(alter(ciphertext, -1), aad, nonce), genuine, 'an altered tag was noticed');
    assert.notDeepEqual(pay.decipher_gcm(alter(ciphertext, 0), aad, nonce), genuine);
  });
};
