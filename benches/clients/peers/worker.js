'use strict';

// What the clients on Node.js share: tasks from standard input, and CPU time of this process. See src/programs.rs.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const { BENCH_URL: url, BENCH_DATA: data } = process.env;
const read = (name) => readFileSync(join(data, name), 'utf8');
const merchant = { ...JSON.parse(read('merchant.json')), privateKey: read('apiclient_key.pem') };
const KEY_ID = 'PUB_KEY_ID_0119000001092024112900382800000000';
const PATH = '/v3/payscore/serviceorder';
const QUERY = {
  service_id: '500001000000000000000000000001',
  appid: 'wxd678efh567hg6787',
  out_order_no: '1234323JKHDFE1243252',
};

/** Works through standard input. `ask` makes one call, `open` opens a notification; both give the order. */
async function work({ ask, open }) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [task, ...numbers] = line.split(' ');
    const notification = JSON.parse(read('notification.json'));
    const began = process.hrtime.bigint();
    const before = process.cpuUsage();
    if (task === 'calls') await calls(ask, Number(numbers[0]), Number(numbers[1]));
    else await repeat(Number(numbers[0]), () => open(notification));
    const { user, system } = process.cpuUsage(before);
    console.log(`${user + system} ${(process.hrtime.bigint() - began) / 1000n}`);
  }
}

async function calls(ask, atATime, count) {
  const share = Math.ceil(count / atATime);
  await Promise.all(Array.from({ length: atATime }, () => repeat(share, ask)));
}

async function repeat(count, step) {
  for (let i = 0; i < count; i += 1) {
    // One after the other is the point.
    // eslint-disable-next-line no-await-in-loop
    const { state } = await step();
    if (state !== 'DOING') throw new Error(`the order is ${state}`);
  }
}

module.exports = {
  KEY_ID, PATH, QUERY, data, merchant, read, url, work,
};
