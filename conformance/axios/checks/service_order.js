'use strict';

// Service orders in the SDK's three styles: pure chain, declared (`chain('v3/…')`), property (`wxpay['v3/…']`).

const assert = require('node:assert/strict');
const {
  asUser, check, eventually, orderNumber, refusal, time,
} = require('../../lib/harness');

module.exports = async ({ merchant, receiver, wxpay }) => {
  const order = { appid: merchant.appid, service_id: merchant.service('serviceorder', true) };
  const creation = (number) => ({
    ...order,
    out_order_no: number,
    service_introduction: '某某充电宝',
    post_payments: [{ name: '租借费用', amount: 200, description: '每小时2元', count: 1 }],
    time_range: { start_time: 'OnAccept' },
    location: { start_location: '嗨客时尚主题展餐厅' },
    risk_fund: { name: 'DEPOSIT', amount: 10000, description: '丢失或损坏' },
    attach: 'bank-42',
    notify_url: receiver.url('/notify'),
    need_user_confirm: true,
  });
  const completion = async () => ({
    ...order,
    post_payments: [{ name: '租借费用', amount: 4000, description: '20小时', count: 1 }],
    post_discounts: [{ name: '满20减1元', amount: 100, description: '不与其他优惠叠加', count: 1 }],
    total_amount: 3900,
    time_range: { end_time: await time() },
    location: { end_location: '嗨客时尚主题展餐厅' },
    profit_sharing: false,
  });
  const query = async (number, service = order) => {
    const { data } = await wxpay.v3.payscore.serviceorder.get({ params: { ...service, out_order_no: number } });
    return data;
  };
  const states = ({ state, state_description: description }) => [state, description];

  const number = orderNumber('service');
  await check('orders', 'service order: create', async () => {
    const { status, data } = await wxpay.v3.payscore.serviceorder.post(creation(number));
    assert.equal(status, 200);
    assert.equal(data.state, 'CREATED');
    assert.ok(data.package, 'there is no package');
  });
  await check('orders', 'service order: the user confirms, query: DOING/USER_CONFIRM', async () => {
    await asUser('confirm', merchant.mchid, number);
    assert.deepEqual(states(await query(number)), ['DOING', 'USER_CONFIRM']);
  });
  await check('notifications', 'service order: PAYSCORE.USER_CONFIRM is verified and decrypted', async () => {
    const { resource } = await receiver.event('PAYSCORE.USER_CONFIRM', number);
    assert.deepEqual(states(resource), ['DOING', 'USER_CONFIRM']);
    assert.equal(resource.attach, 'bank-42');
  });
  await check('errors', 'service order: complete, a fen too much: 400 PARAM_ERROR', async () => {
    const wrong = { ...await completion(), total_amount: 3901 };
    const complete = wxpay.v3.payscore.serviceorder._out_order_no_.complete.post(wrong, { out_order_no: number });
    const { status, code } = await refusal(complete);
    assert.deepEqual({ status, code }, { status: 400, code: 'PARAM_ERROR' });
  });
  await check('orders', 'service order: complete: DOING/MCH_COMPLETE', async () => {
    const { complete } = wxpay.v3.payscore.serviceorder._out_order_no_;
    const { data } = await complete.post(await completion(), { out_order_no: number });
    assert.deepEqual(states(data), ['DOING', 'MCH_COMPLETE']);
    assert.equal(data.need_collection, true);
  });
  await check('orders', 'service order: query: DONE, USER_PAID by WeChat Pay', async () => {
    const done = await eventually(() => query(number), ({ state }) => state === 'DONE');
    assert.equal(done.state, 'DONE');
    assert.equal(done.collection.state, 'USER_PAID');
    assert.equal(done.collection.paid_amount, 3900);
    assert.equal(done.collection.details[0].paid_type, 'NEWTON');
    assert.ok(done.collection.details[0].transaction_id, 'there is no transaction_id');
  });
  await check('notifications', 'service order: PAYSCORE.USER_PAID is verified and decrypted', async () => {
    const { resource } = await receiver.event('PAYSCORE.USER_PAID', number);
    assert.equal(resource.state, 'DONE');
    assert.equal(resource.collection.state, 'USER_PAID');
  });

  const unpaid = orderNumber('sync');
  await check('orders', 'service order: who never has balance owes: USER_PAYING', async () => {
    await wxpay.chain('v3/payscore/serviceorder').post(creation(unpaid));
    await asUser('confirm', merchant.mchid, unpaid, merchant.user('never_has_balance'));
    const complete = wxpay.chain('v3/payscore/serviceorder/{out_order_no}/complete');
    await complete.post(await completion(), { out_order_no: unpaid });
    const owing = await query(unpaid);
    assert.deepEqual(states(owing), ['DOING', 'MCH_COMPLETE']);
    assert.equal(owing.collection.state, 'USER_PAYING');
    assert.equal(owing.collection.paying_amount, 3900);
  });
  await check('orders', 'service order: sync Order_Paid: DONE, channel MCH', async () => {
    const sync = wxpay.chain('v3/payscore/serviceorder/{out_order_no}/sync');
    const body = { ...order, type: 'Order_Paid', detail: { paid_time: await time() } };
    const { data } = await sync.post(body, { out_order_no: unpaid });
    assert.equal(data.state, 'DONE');
    assert.equal(data.collection.details[0].paid_type, 'MCH');
    assert.deepEqual(await query(unpaid), data);
  });

  const unwanted = orderNumber('cancel');
  await check('orders', 'service order: cancel: REVOKED', async () => {
    await wxpay['v3/payscore/serviceorder'].post(creation(unwanted));
    const cancel = wxpay['v3/payscore/serviceorder/{out_order_no}/cancel'];
    const { data } = await cancel.post({ ...order, reason: '用户投诉' }, { out_order_no: unwanted });
    assert.equal(data.out_order_no, unwanted);
    assert.equal((await query(unwanted)).state, 'REVOKED');
  });
  await check('orders', 'service order: no confirmation needed: starts in DOING/USER_CONFIRM, is cancelled', async () => {
    const started = orderNumber('direct');
    const service = { appid: merchant.appid, service_id: merchant.service('serviceorder', false) };
    const { data } = await wxpay.v3.payscore.serviceorder.post({
      ...creation(started),
      ...service,
      need_user_confirm: false,
      openid: merchant.user('pays_at_once'),
      time_range: { start_time: await time() },
    });
    assert.deepEqual(states(data), ['DOING', 'USER_CONFIRM']);
    const { cancel } = wxpay.v3.payscore.serviceorder._out_order_no_;
    await cancel.post({ ...service, reason: '设备故障' }, { out_order_no: started });
    assert.equal((await query(started, service)).state, 'REVOKED');
  });
  await check('errors', 'service order: an unknown order: 404 ORDER_NOT_EXIST', async () => {
    const { status, code } = await refusal(query(orderNumber('unknown')));
    assert.deepEqual({ status, code }, { status: 404, code: 'ORDER_NOT_EXIST' });
  });
};
