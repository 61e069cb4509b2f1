'use strict';

// wechatpay-node-v3, set up as its README says: raw calls, its own requests to another host. It verifies no answers.

const Pay = require('wechatpay-node-v3');
const { PayRequest } = require('wechatpay-node-v3/dist/lib/pay-request');
const {
  KEY_ID, PATH, QUERY, merchant, read, url, work,
} = require('./worker');

const pay = new Pay({
  appid: merchant.appid,
  mchid: merchant.mchid,
  publicKey: Buffer.from(read('apiclient_cert.pem')),
  privateKey: Buffer.from(merchant.privateKey),
  key: merchant.apiv3_key,
});
pay.createHttp(new PayRequest());
Pay.certificates = { [KEY_ID]: read('wechatpay_public_key.pem') };

async function ask() {
  const target = `${PATH}?${new URLSearchParams(QUERY)}`;
  const headers = pay.getHeaders(pay.buildAuthorization('GET', target), { 'Wechatpay-Serial': KEY_ID });
  const { data, error } = await pay.httpService.get(url + target, headers);
  if (error) throw new Error(error);
  return data;
}

async function open({ headers, body }) {
  const genuine = await pay.verifySign({
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    body,
  });
  if (!genuine) throw new Error('a wrong signature');
  const { ciphertext, nonce, associated_data: aad } = JSON.parse(body).resource;
  return pay.decipher_gcm(ciphertext, aad, nonce);
}

work({ ask, open });
