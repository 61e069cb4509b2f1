// The shape of every test here: a server and a merchant for the file, a page for the test.
import { after, before, test } from "node:test";
import { checkComplaints, launch, open } from "./browser.js";
import { Merchant } from "./merchant.js";
import { Server } from "./server.js";

/** Call once a file. `options` are the server's. */
export function console_(...options) {
  const shared = {};
  before(async () => {
    shared.server = await Server.start(...options);
    shared.merchant = await Merchant.open(shared.server);
    shared.browser = await launch();
  });
  after(async () => {
    await shared.browser?.close();
    await shared.server?.stop();
  });

  /** `look`: language, viewport, colorScheme. At its end nothing may have been complained about. */
  return (name, look, body) => {
    test(name, async () => {
      const page = await open(shared.browser, shared.server, look);
      try {
        await body({ ...shared, page });
        checkComplaints(page);
      } finally {
        await page.context().close();
      }
    });
  };
}
