'use strict';

// wechatpay-axios-plugin, set up as its README says.

const assert = require('node:assert/strict');
const {
  Aes: { AesGcm }, Formatter, Rsa, Wechatpay,
} = require('wechatpay-axios-plugin');
const { serverUrl } = require('../lib/harness');

const SKEW_SECONDS = 300;

/** A client that trusts `certs`, a map from serial numbers to certificates and public keys. */
function client(merchant, certs, headers = {}) {
  return new Wechatpay({
    baseURL: serverUrl,
    mchid: merchant.mchid,
    serial: merchant.serial_no,
    privateKey: Rsa.from(merchant.privateKey, Rsa.KEY_TYPE_PRIVATE),
    certs,
    headers,
  });
}

/** In public-key mode the request says which key is to sign its answer. */
function publicKeyClient(merchant) {
  const id = merchant.wechatpay_public_key_id;
  return client(merchant, { [id]: merchant.wechatpayPublicKey }, { 'Wechatpay-Serial': id });
}

/** Throws unless a key of `certs` signed this just now. */
function verify(certs, headers, body) {
  const serial = headers['wechatpay-serial'];
  const timestamp = headers['wechatpay-timestamp'];
  assert.ok(Object.hasOwn(certs, serial), `${serial} is not trusted`);
  assert.ok(Math.abs(Formatter.timestamp() - timestamp) < SKEW_SECONDS, `the timestamp ${timestamp} is off`);
  const message = Formatter.response(timestamp, headers['wechatpay-nonce'], body);
  const key = Rsa.from(certs[serial], Rsa.KEY_TYPE_PUBLIC);
  assert.ok(Rsa.verify(message, headers['wechatpay-signature'], key), 'the signature does not match');
}

/** The platform's certificates. What signed the list is known only from the list, so it is verified after reading. */
async function downloadCertificates(merchant) {
  const unverified = client(merchant, { unknown: undefined });
  const { data: text, headers } = await unverified.v3.certificates.get({ transformResponse: [] });
  const certs = Object.fromEntries(JSON.parse(text).data.map(({
    serial_no: serial, encrypt_certificate: { ciphertext, nonce, associated_data: aad },
  }) => [serial, AesGcm.decrypt(ciphertext, merchant.apiv3_key, nonce, aad)]));
  verify(certs, headers, text);
  return certs;
}

/** A notification, verified and decrypted. */
function openNotification(merchant, certs, headers, body) {
  verify(certs, headers, body);
  const notice = JSON.parse(body);
  const { ciphertext, nonce, associated_data: aad } = notice.resource;
  return { ...notice, resource: JSON.parse(AesGcm.decrypt(ciphertext, merchant.apiv3_key, nonce, aad)) };
}

module.exports = { client, downloadCertificates, openNotification, publicKeyClient };
