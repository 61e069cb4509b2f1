// Pictures of every page at the width of a desktop and of a phone, for the documents: docs/images/PAGE-WIDTH.png.
//
//   browser/run --screenshots            in English
//   browser/run --screenshots zh         in Chinese, docs/images/zh/…
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DESKTOP, launch, open, PHONE } from "./lib/browser.js";
import { Merchant } from "./lib/merchant.js";
import { Server } from "./lib/server.js";

const LARGEST = 300_000;
const DAY = 24 * 3600;

/** What the pictures show: a day's work of a merchant, with a few things gone wrong. */
async function story(server, merchant) {
  const inbox = await merchant.listen();
  const confirm = (number, behaviour = "pays_at_once") =>
    server.control("POST", `orders/${merchant.file.mchid}/${number}/confirm`, {
      openid: merchant.user(behaviour).openid,
    });
  for (const [number, fen] of [["PB-20261121-0001", 300], ["PB-20261121-0002", 450], ["PB-20261121-0003", 150]]) {
    await merchant.createOrder(number);
    await confirm(number);
    await merchant.completeOrder(number, fen);
  }
  await merchant.createOrder("PB-20261121-0004");
  await confirm("PB-20261121-0004", "never_has_balance");
  await merchant.completeOrder("PB-20261121-0004", 600, {
    post_payments: [{ name: "租金", amount: 800, description: "每小时 1.5 元" }],
    post_discounts: [{ name: "新用户立减", amount: 200, description: "首单优惠" }],
  });
  await merchant.createOrder("PB-20261121-0005");
  await confirm("PB-20261121-0005");
  await merchant.createOrder("PB-20261121-0006", { service_introduction: "共享雨伞" });
  const waiting = await merchant.createOrder("PB-20261121-0007");
  const key = merchant.file.serial_no;
  merchant.file.serial_no = key.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  await merchant.createOrder("PB-20261121-0008", {}).catch(() => {});
  merchant.file.serial_no = key;
  await server.control("POST", "faults", { fault: "SYSTEM_ERROR", operation: "CompleteServiceOrder", count: 3 });
  inbox.close();
  return waiting.package;
}

const server = await Server.start();
const browser = await launch();
try {
  const language = process.argv[2] ?? "en";
  const folder = fileURLToPath(new URL(language === "en" ? "../docs/images" : `../docs/images/${language}`, import.meta.url));
  await mkdir(folder, { recursive: true });
  const merchant = await Merchant.open(server);
  const waiting = await story(server, merchant);
  const { notifications } = await server.control("GET", "notifications?limit=1");
  const { requests } = await server.control("GET", "requests?status=401");
  const under = "/_payscore/console";
  const pages = {
    orders: "/_payscore/",
    order: `${under}/orders/${merchant.file.mchid}/PB-20261121-0004`,
    phone: `${under}/phone?package=${encodeURIComponent(waiting)}`,
    notifications: `${under}/notifications`,
    notification: `${under}/notifications/${notifications[0].id}`,
    requests: `${under}/requests`,
    request: `${under}/requests/${requests[0].request_id}`,
    faults: `${under}/faults`,
    clock: `${under}/clock`,
    merchant: `${under}/merchants/${merchant.file.mchid}`,
    reference: `${under}/reference`,
    operation: `${under}/reference/CreateServiceOrder`,
    figures: `${under}/figures`,
  };
  await server.control("GET", `clock/preview?seconds=${30 * DAY}`);
  for (const [width, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    const page = await open(browser, server, { language, viewport });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      const file = join(folder, `${name}-${width}.png`);
      await page.screenshot({ path: file });
      const { size } = await stat(file);
      if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
      console.log(`${join(dirname(file), `${name}-${width}.png`)} ${size}`);
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}
