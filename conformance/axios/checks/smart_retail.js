'use strict';

// A vending cabinet's order, from the door's opening to the money, in pure chains.

const assert = require('node:assert/strict');
const {
  asUser, check, control, eventually, orderNumber, refusal, time,
} = require('../../lib/harness');
const { openNotification } = require('../sdk');

module.exports = async (world) => {
  const { merchant, receiver, wxpay } = world;
  const orders = wxpay.v3.payscore.smartretailOrders;
  const order = { appid: merchant.appid, service_id: merchant.service('smartretail', true) };
  const number = orderNumber('retail');
  const query = async (outOrderNo = number) => {
    const { data } = await orders.get({ params: { ...order, out_order_no: outOrderNo } });
    return data;
  };

  await check('notifications', 'smart retail: the merchant\'s notify_url is set', async () => {
    const set = await control('PUT', `merchants/${merchant.mchid}`, { notify_url: receiver.url('/notify') });
    assert.equal(set.notify_url, receiver.url('/notify'));
  });

  const creation = {
    ...order,
    out_order_no: number,
    service_start_time: 'OnAccept',
    service_start_location: '嗨客时尚主题展餐厅',
    service_introduction: '自动售货柜',
    fees: [{ fee_name: '商品信息', fee_count: 2, fee_amount: 600, fee_desc: '以实际购买为准' }],
    discounts: [{ discount_name: '满20减1元', discount_desc: '不与其他优惠叠加' }],
    risk_amount: 10000,
    attach: 'cabinet-7',
    need_user_confirm: true,
  };
  await check('orders', 'smart retail: create', async () => {
    const { status, data } = await orders.post(creation);
    assert.equal(status, 200);
    assert.equal(data.out_order_no, number);
    assert.equal(data.miniprogram_businesstype, 'wxpayScoreUse');
    assert.ok(data.package, 'there is no package');
  });
  await check('orders', 'smart retail: create again, the same', async () => {
    const { data } = await orders.post(creation);
    assert.equal(data.out_order_no, number);
  });
  await check('errors', 'smart retail: create again, differently: 400 PARAM_ERROR', async () => {
    const { status, code, message } = await refusal(orders.post({ ...creation, risk_amount: 9999 }));
    assert.deepEqual({ status, code, message }, { status: 400, code: 'PARAM_ERROR', message: '订单重入参数校验失败' });
  });
  await check('orders', 'smart retail: query: CREATED', async () => {
    const { state, finish_ticket: ticket } = await query();
    assert.deepEqual({ state, ticket }, { state: 'CREATED', ticket: undefined });
  });
  await check('orders', 'smart retail: the user confirms: USER_ACCEPTED', async () => {
    assert.equal((await asUser('confirm', merchant.mchid, number)).state, 'USER_ACCEPTED');
  });

  let ticket;
  await check('orders', 'smart retail: query: USER_ACCEPTED, with finish_ticket', async () => {
    const found = await query();
    ticket = found.finish_ticket;
    assert.equal(found.state, 'USER_ACCEPTED');
    assert.ok(ticket, 'there is no finish_ticket');
  });
  await check('notifications', 'smart retail: PAYSCORE.USER_ACCEPTED is verified and decrypted', async () => {
    const { resource } = await receiver.event('PAYSCORE.USER_ACCEPTED', number);
    assert.equal(resource.state, 'USER_ACCEPTED');
    assert.equal(resource.finish_ticket, ticket);
    assert.equal(resource.attach, 'cabinet-7');
  });
  await check('notifications', 'smart retail: an altered notification is refused', async () => {
    const { headers, body } = await receiver.event('PAYSCORE.USER_ACCEPTED', number);
    const altered = body.replace('USER_ACCEPTED', 'USER_PAID');
    assert.throws(() => openNotification(merchant, world.trusted, headers, altered), /signature does not match/);
  });

  const completion = {
    ...order,
    finish_type: 2,
    fees: [{ fee_name: '商品信息', fee_count: 2, fee_amount: 600, fee_desc: '可乐两罐' }],
    discounts: [{ discount_name: '满20减1元', discount_amount: 100, discount_desc: '不与其他优惠叠加' }],
    total_amount: 500,
    profit_sharing: false,
  };
  const { complete } = orders._out_order_no_;
  await check('errors', 'smart retail: complete with a wrong finish_ticket: 400 PARAM_ERROR', async () => {
    const attempt = { ...completion, real_service_end_time: await time(), finish_ticket: `${ticket}x` };
    const { status, code, message, detail } = await refusal(complete.post(attempt, { out_order_no: number }));
    assert.deepEqual({ status, code }, { status: 400, code: 'PARAM_ERROR' });
    assert.match(message, /校验完结凭证错误/);
    assert.match(JSON.stringify(detail), /finish_ticket/);
    assert.equal((await query()).state, 'USER_ACCEPTED');
  });
  await check('orders', 'smart retail: complete', async () => {
    const attempt = { ...completion, real_service_end_time: await time(), finish_ticket: ticket };
    const { status, data } = await complete.post(attempt, { out_order_no: number });
    assert.equal(status, 200);
    assert.equal(data.out_order_no, number);
  });
  await check('orders', 'smart retail: query: USER_PAID', async () => {
    const paid = await eventually(query, ({ state }) => state === 'USER_PAID');
    assert.equal(paid.state, 'USER_PAID');
    assert.equal(paid.total_amount, 500);
    assert.ok(paid.finish_transaction_id, 'there is no finish_transaction_id');
  });
  await check('notifications', 'smart retail: PAYSCORE.USER_PAID is verified and decrypted', async () => {
    const { resource } = await receiver.event('PAYSCORE.USER_PAID', number);
    assert.equal(resource.state, 'USER_PAID');
    assert.equal(resource.finish_transaction_id, (await query()).finish_transaction_id);
  });
  await check('notifications', 'smart retail: the server counts both notifications as delivered', async () => {
    const list = () => control('GET', `notifications?out_order_no=${encodeURIComponent(number)}`);
    const statuses = ({ notifications }) => notifications.map(({ status }) => status);
    const delivered = (answer) => statuses(answer).every((status) => status === 'delivered');
    assert.deepEqual(statuses(await eventually(list, delivered)), ['delivered', 'delivered']);
  });
  await check('errors', 'smart retail: an unknown order: 404 ORDER_NOT_EXIST', async () => {
    const { status, code } = await refusal(query(orderNumber('unknown')));
    assert.deepEqual({ status, code }, { status: 404, code: 'ORDER_NOT_EXIST' });
  });
  world.paidOrder = number;
};
