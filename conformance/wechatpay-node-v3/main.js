'use strict';

const { Receiver, merchant } = require('../lib/harness');
const { client, openNotification } = require('./sdk');
const bugs = require('./checks/bugs');
const certificates = require('./checks/certificates');
const serviceOrder = require('./checks/service_order');

async function main() {
  const world = { merchant: merchant('default') };
  world.pay = client(world.merchant);
  world.receiver = await Receiver.start((_, headers, body) => openNotification(world.pay, headers, body));
  try {
    await certificates(world);
    await serviceOrder(world);
    await bugs(world);
  } finally {
    world.receiver.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
