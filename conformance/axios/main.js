'use strict';

const { Receiver, merchant } = require('../lib/harness');
const { openNotification } = require('./sdk');
const identities = require('./checks/identities');
const launch = require('./checks/launch');
const smartRetail = require('./checks/smart_retail');
const serviceOrder = require('./checks/service_order');
const partner = require('./checks/partner');
const publicKey = require('./checks/public_key');
const uploads = require('./checks/uploads');

async function main() {
  const world = { merchant: merchant('default'), provider: merchant('partner') };
  Object.assign(world, await identities(world));
  const endpoints = { '/notify': world.merchant, '/partner-notify': world.provider };
  world.receiver = await Receiver.start((path, headers, body) => (
    openNotification(endpoints[path], world.trusted, headers, body)
  ));
  try {
    await smartRetail(world);
    await serviceOrder(world);
    await partner(world);
    await publicKey(world);
    await launch(world);
    await uploads(world);
  } finally {
    world.receiver.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
