'use strict';

// The platform's other identity: the WeChat Pay public key.

const assert = require('node:assert/strict');
const { check, control, refusal } = require('../../lib/harness');
const { publicKeyClient } = require('../sdk');

module.exports = async ({ merchant, paidOrder, receiver }) => {
  const wxpay = publicKeyClient(merchant);
  const id = merchant.wechatpay_public_key_id;
  const params = { appid: merchant.appid, service_id: merchant.service('smartretail', true), out_order_no: paidOrder };
  const mode = (platformIdentity) => (
    control('PUT', `merchants/${merchant.mchid}`, { platform_identity: platformIdentity })
  );

  await check('keys', 'public key: an answer asked for by Wechatpay-Serial is verified with it', async () => {
    const { data, headers } = await wxpay.v3.payscore.smartretailOrders.get({ params });
    assert.equal(headers['wechatpay-serial'], id);
    assert.equal(data.state, 'USER_PAID');
  });
  await mode('public_key');
  try {
    await check('keys', 'public key: a merchant of this mode has no certificates: 404 RESOURCE_NOT_EXISTS', async () => {
      const { status, code } = await refusal(wxpay.v3.certificates.get());
      assert.deepEqual({ status, code }, { status: 404, code: 'RESOURCE_NOT_EXISTS' });
    });
    await check('notifications', 'public key: a notification signed with it is verified and decrypted', async () => {
      const { notifications } = await control('GET', `notifications?out_order_no=${encodeURIComponent(paidOrder)}`);
      const sent = notifications.find((notification) => notification.event_type === 'PAYSCORE.USER_PAID');
      await control('POST', `notifications/${sent.id}/resend`);
      const { resource } = await receiver.event('PAYSCORE.USER_PAID', paidOrder, id);
      assert.equal(resource.state, 'USER_PAID');
    });
  } finally {
    await mode('certificate');
  }
};
