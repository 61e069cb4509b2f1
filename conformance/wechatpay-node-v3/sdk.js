'use strict';

// wechatpay-node-v3, set up as its README says. It has no methods for PayScore: raw calls, with its own signature, headers
// and requests.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const Pay = require('wechatpay-node-v3');
const { PayRequest } = require('wechatpay-node-v3/dist/lib/pay-request');
const { serverUrl } = require('../lib/harness');

const HOST = 'https://api.mch.weixin.qq.com';

/** The SDK's own requests, to a server of one's choice. */
class RequestTo extends PayRequest {
  constructor(url) {
    super();
    this.url = url;
  }

  /** One address of the SDK's has no host at all. */
  there(url) {
    return this.url + url.replace(HOST, '');
  }

  get(url, headers) {
    return super.get(this.there(url), headers);
  }

  post(url, params, headers) {
    return super.post(this.there(url), params, headers);
  }
}

/** A client that finds its serial number in the merchant's certificate. */
function client(merchant, url = serverUrl) {
  const pay = new Pay({
    appid: merchant.appid,
    mchid: merchant.mchid,
    publicKey: readFileSync(join(merchant.folder, 'apiclient_cert.pem')),
    privateKey: Buffer.from(merchant.privateKey),
    key: merchant.apiv3_key,
  });
  pay.createHttp(new RequestTo(url));
  return pay;
}

/** The SDK answers `{ status, data }`, or `{ status, error }` with the error's text. */
function answered({ status, data, error, errRaw }) {
  if (data === undefined) throw new Error(`${status} ${error || JSON.stringify(errRaw)}`);
  return data;
}

function refused({ status, error }) {
  if (!error) throw new Error(`a refusal was expected, but it answered ${status}`);
  const { code, message } = JSON.parse(error);
  return { status, code, message };
}

function get(pay, path) {
  return pay.httpService.get(HOST + path, pay.getHeaders(pay.buildAuthorization('GET', path)));
}

function post(pay, path, body) {
  const headers = pay.getHeaders(pay.buildAuthorization('POST', path, body), { 'Content-Type': 'application/json' });
  return pay.httpService.post(HOST + path, body, headers);
}

/** A notification, verified and decrypted. */
async function openNotification(pay, headers, body) {
  const genuine = await pay.verifySign({
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    body,
  });
  if (!genuine) throw new Error('the signature does not match');
  const notice = JSON.parse(body);
  const { ciphertext, associated_data: aad, nonce } = notice.resource;
  return { ...notice, resource: pay.decipher_gcm(ciphertext, aad, nonce) };
}

module.exports = { Pay, answered, client, get, openNotification, post, refused };
