'use strict';

// wechatpay-axios-plugin, set up as its README says.

const { Aes: { AesGcm }, Formatter, Rsa, Wechatpay } = require('wechatpay-axios-plugin');
const {
  KEY_ID, QUERY, merchant, read, url, work,
} = require('./worker');

const platformKey = Rsa.from(read('wechatpay_public_key.pem'), Rsa.KEY_TYPE_PUBLIC);
const client = new Wechatpay({
  baseURL: url,
  mchid: merchant.mchid,
  serial: merchant.serial_no,
  privateKey: Rsa.from(merchant.privateKey, Rsa.KEY_TYPE_PRIVATE),
  certs: { [KEY_ID]: platformKey },
  headers: { 'Wechatpay-Serial': KEY_ID },
});

async function ask() {
  const { data: order } = await client.v3.payscore.serviceorder.get({ params: QUERY });
  return order;
}

function open({ headers, body }) {
  const timestamp = headers['wechatpay-timestamp'];
  if (Math.abs(Formatter.timestamp() - timestamp) > 300) throw new Error('a stale notification');
  const message = Formatter.response(timestamp, headers['wechatpay-nonce'], body);
  if (!Rsa.verify(message, headers['wechatpay-signature'], platformKey)) throw new Error('a wrong signature');
  const { ciphertext, nonce, associated_data: aad } = JSON.parse(body).resource;
  return JSON.parse(AesGcm.decrypt(ciphertext, merchant.apiv3_key, nonce, aad));
}

work({ ask, open });
