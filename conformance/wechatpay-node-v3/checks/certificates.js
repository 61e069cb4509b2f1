'use strict';

// The platform's certificates, by both of the SDK's methods.

const assert = require('node:assert/strict');
const { X509Certificate, createPublicKey } = require('node:crypto');
const { check } = require('../../lib/harness');
const { Pay } = require('../sdk');

const plain = (key) => createPublicKey(key).export({ type: 'spki', format: 'pem' });

module.exports = async ({ merchant, pay }) => {
  const expected = plain(new X509Certificate(merchant.platformCertificate).publicKey.export({ type: 'spki', format: 'pem' }));

  await check('keys', 'certificates: the merchant\'s serial number, found in its certificate', () => {
    assert.equal(pay.serial_no.toUpperCase(), merchant.serial_no);
  });
  await check('keys', 'certificates: get_certificates: downloaded and decrypted', async () => {
    const [listed, ...others] = await pay.get_certificates(merchant.apiv3_key);
    assert.deepEqual([listed.serial_no, plain(listed.publicKey), others], [merchant.platform_serial_no, expected, []]);
  });
  await check('keys', 'certificates: fetchCertificates: kept to verify with', async () => {
    await pay.fetchCertificates(merchant.apiv3_key);
    assert.deepEqual(Object.keys(Pay.certificates), [merchant.platform_serial_no]);
    assert.equal(plain(Pay.certificates[merchant.platform_serial_no]), expected);
  });
};
