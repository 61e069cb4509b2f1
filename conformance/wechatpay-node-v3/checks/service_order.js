'use strict';

// A service order's life.

const assert = require('node:assert/strict');
const {
  asUser, check, eventually, orderNumber, time,
} = require('../../lib/harness');
const {
  answered, get, openNotification, post, refused,
} = require('../sdk');

const PATH = '/v3/payscore/serviceorder';

module.exports = async (world) => {
  const { merchant, pay, receiver } = world;
  const service = { appid: merchant.appid, service_id: merchant.service('serviceorder', true) };
  const number = orderNumber('node');
  const ask = (wanted = number) => get(pay, `${PATH}${pay.objectToQueryString({ ...service, out_order_no: wanted })}`);
  const query = async () => answered(await ask());

  await check('orders', 'service order: create', async () => {
    const created = answered(await post(pay, PATH, {
      ...service,
      out_order_no: number,
      service_introduction: '某某充电宝',
      post_payments: [{ name: '租借费用', amount: 200, description: '每小时2元', count: 1 }],
      time_range: { start_time: 'OnAccept' },
      risk_fund: { name: 'DEPOSIT', amount: 10000 },
      notify_url: receiver.url('/notify'),
      need_user_confirm: true,
    }));
    assert.equal(created.state, 'CREATED');
    assert.ok(created.package, 'there is no package');
  });
  await check('orders', 'service order: the user confirms, query: DOING/USER_CONFIRM', async () => {
    await asUser('confirm', merchant.mchid, number);
    const { state, state_description: description } = await query();
    assert.deepEqual([state, description], ['DOING', 'USER_CONFIRM']);
  });

  const complete = async (total) => post(pay, `${PATH}/${encodeURIComponent(number)}/complete`, {
    ...service,
    post_payments: [{ name: '租借费用', amount: 4000, count: 1 }],
    total_amount: total,
    time_range: { end_time: await time() },
  });
  await check('errors', 'service order: complete, a fen too much: 400 PARAM_ERROR', async () => {
    const { status, code, message } = refused(await complete(4001));
    assert.deepEqual([status, code], [400, 'PARAM_ERROR']);
    assert.ok(message, 'there is no message');
  });
  await check('orders', 'service order: complete: DOING/MCH_COMPLETE', async () => {
    const { state, state_description: description } = answered(await complete(4000));
    assert.deepEqual([state, description], ['DOING', 'MCH_COMPLETE']);
  });
  await check('orders', 'service order: query: DONE, USER_PAID', async () => {
    const done = await eventually(query, ({ state }) => state === 'DONE');
    assert.deepEqual([done.state, done.collection.state, done.collection.paid_amount], ['DONE', 'USER_PAID', 4000]);
  });
  await check('errors', 'service order: an unknown order: 404 ORDER_NOT_EXIST', async () => {
    const { status, code } = refused(await ask(orderNumber('unknown')));
    assert.deepEqual([status, code], [404, 'ORDER_NOT_EXIST']);
  });

  for (const type of ['PAYSCORE.USER_CONFIRM', 'PAYSCORE.USER_PAID']) {
    await check('notifications', `service order: ${type} is verified and decrypted`, async () => {
      const { resource } = await receiver.event(type, number);
      assert.equal(resource.service_id, service.service_id);
    });
  }
  await check('notifications', 'service order: an altered notification is refused', async () => {
    const { headers, body } = await receiver.event('PAYSCORE.USER_CONFIRM', number);
    const altered = body.replace('USER_CONFIRM', 'USER_PAID');
    await assert.rejects(openNotification(pay, headers, altered), /signature does not match/);
  });
  world.paidOrder = number;
};
