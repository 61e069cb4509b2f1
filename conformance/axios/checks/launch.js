'use strict';

// What a front end opens the page of an order with.

const assert = require('node:assert/strict');
const { Formatter, Hash } = require('wechatpay-axios-plugin');
const {
  check, control, orderNumber,
} = require('../../lib/harness');

module.exports = async ({ merchant, receiver, wxpay }) => {
  const launch = (extraData) => control('POST', 'launch', { businessType: 'wxpayScoreUse', extraData });

  await check('launch', 'parameters signed by Hash.sign open the order\'s page', async () => {
    const number = orderNumber('launch');
    const { data } = await wxpay.v3.payscore.serviceorder.post({
      appid: merchant.appid,
      service_id: merchant.service('serviceorder', true),
      out_order_no: number,
      service_introduction: '某某充电宝',
      time_range: { start_time: 'OnAccept' },
      risk_fund: { name: 'DEPOSIT', amount: 10000 },
      notify_url: receiver.url('/notify'),
      need_user_confirm: true,
    });
    const parameters = {
      mch_id: merchant.mchid,
      package: data.package,
      timestamp: `${Formatter.timestamp()}`,
      nonce_str: Formatter.nonce(),
      sign_type: Hash.ALGO_HMAC_SHA256,
    };
    const sign = Hash.sign(Hash.ALGO_HMAC_SHA256, parameters, merchant.apiv2_key);
    const { ok, signed, opens, mistakes } = await launch({ ...parameters, sign });
    assert.deepEqual({ ok, signed, mistakes }, { ok: true, signed: true, mistakes: [] });
    assert.deepEqual([opens.page, opens.out_order_no], ['confirm_order', number]);
  });
};
