'use strict';

// The platform certificate is downloaded, decrypted and verified, and from then on trusted.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { check, reproduce, serverUrl } = require('../../lib/harness');
const { client, downloadCertificates } = require('../sdk');

module.exports = async ({ merchant, provider }) => {
  let certs;
  await check('keys', 'certificates: downloaded, decrypted, and the list verified by what it lists', async () => {
    certs = await downloadCertificates(merchant);
    assert.deepEqual(certs, { [merchant.platform_serial_no]: merchant.platformCertificate });
  });
  const wxpay = client(merchant, certs);

  await check('keys', 'certificates: listed again, now verified by the client itself', async () => {
    const { data: { data: listed } } = await wxpay.v3.certificates.get({ params: { algorithm_type: 'RSA' } });
    assert.deepEqual(listed.map((certificate) => certificate.serial_no), [merchant.platform_serial_no]);
  });

  await reproduce('wxpay-crt', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(__dirname, '../node_modules/wechatpay-axios-plugin/bin/cli.js'), 'crt', '--baseURL', serverUrl,
      '--mchid', merchant.mchid, '--serialno', merchant.serial_no, '--key', merchant.apiv3_key,
      '--privatekey', join(merchant.folder, 'apiclient_key.pem'), '--output', merchant.folder,
    ]);
    const output = stdout + stderr;
    assert.ok(output.includes("statusText: 'OK'") && !output.includes('Saved to'), `it printed ${output}`);
  });

  return {
    wxpay,
    partnerWxpay: client(provider, certs),
    trusted: { ...certs, [merchant.wechatpay_public_key_id]: merchant.wechatpayPublicKey },
  };
};
