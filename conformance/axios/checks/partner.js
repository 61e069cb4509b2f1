'use strict';

// A service provider charges for its sub-merchant, in one call.

const assert = require('node:assert/strict');
const {
  check, eventually, orderNumber, refusal, time,
} = require('../../lib/harness');

module.exports = async ({ merchant, partnerWxpay, provider, receiver, wxpay }) => {
  const { serviceorder } = partnerWxpay.v3.payscore.partner;
  const service = provider.service('serviceorder', false);
  const number = orderNumber('partner');

  await check('orders', 'partner: direct-complete: 204, verified over an empty body', async () => {
    const { status, data, headers } = await serviceorder.directComplete.post({
      service_id: service,
      appid: provider.appid,
      sub_appid: provider.sub_appid,
      sub_mchid: provider.sub_mchid,
      out_order_no: number,
      service_introduction: 'XX充电宝',
      post_payments: [{ name: '租借费用', description: '每小时2元', amount: 4000, count: 4 }],
      post_discounts: [{ name: '满20减1元', description: '不与其他优惠叠加', amount: 100, count: 1 }],
      total_amount: 3900,
      time_range: { start_time: await time(-7200), end_time: await time(-60) },
      location: { start_location: '嗨客时尚主题展餐厅', end_location: '嗨客时尚主题展餐厅' },
      attach: 'partner-attach',
      notify_url: receiver.url('/partner-notify'),
      openid: provider.user('pays_at_once'),
    });
    assert.deepEqual({ status, data }, { status: 204, data: '' });
    assert.equal(headers['wechatpay-serial'], merchant.platform_serial_no);
  });
  const params = { service_id: service, sub_mchid: provider.sub_mchid, out_order_no: number };
  await check('orders', 'partner: query: DONE, USER_PAID', async () => {
    const query = async () => (await serviceorder.get({ params })).data;
    const done = await eventually(query, ({ state }) => state === 'DONE');
    assert.equal(done.state, 'DONE');
    assert.equal(done.collection.state, 'USER_PAID');
    assert.deepEqual([done.mchid, done.sub_mchid], [provider.mchid, provider.sub_mchid]);
  });
  await check('notifications', 'partner: PAYSCORE.USER_PAID is verified and decrypted with the provider\'s key', async () => {
    const { resource } = await receiver.event('PAYSCORE.USER_PAID', number);
    assert.equal(resource.sub_mchid, provider.sub_mchid);
    assert.equal(resource.attach, 'partner-attach');
  });
  await check('errors', 'partner: another merchant does not see the order', async () => {
    const { status, code } = await refusal(wxpay.v3.payscore.partner.serviceorder.get({ params }));
    assert.deepEqual({ status, code }, { status: 403, code: 'NO_AUTH' });
  });
};
