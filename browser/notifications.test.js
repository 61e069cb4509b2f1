// Notifications: what was sent and answered; hold, let go in another order, drop, double.
import { deepEqual } from "node:assert/strict";
import { checkAccessibility, checkWidth, follow, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const LIST = "/_payscore/console/notifications";

/** Confirmed and paid: two notifications. */
async function paidOrder({ server, merchant }, number) {
  await merchant.createOrder(number);
  await server.control("POST", `orders/${merchant.file.mchid}/${number}/confirm`);
  await merchant.completeOrder(number);
}

test("a notification shows what was sent, encrypted and decrypted", {}, async ({ page, server, merchant }) => {
  const inbox = await merchant.listen();
  await page.goto(LIST);
  await paidOrder({ server, merchant }, "shown-1");
  await follow(page, page.getByRole("link", { name: "order paid" }));
  await page.locator("#plaintext").filter({ hasText: '"out_order_no": "shown-1"' }).waitFor();
  await page.locator(".attempt pre").filter({ hasText: "wechatpay-signature" }).waitFor();
  await page.getByText("HTTP 204").first().waitFor();
  await page.getByRole("button", { name: "Duplicate" }).click();
  await page.locator(".attempt").nth(1).locator("pre").filter({ hasText: "wechatpay-signature" }).waitFor();
  deepEqual(inbox.received.length, 3);
  await checkAccessibility(page);
  inbox.close();
});

test("what is held goes in the order of ticking", {}, async ({ page, server, merchant }) => {
  const inbox = await merchant.listen();
  await page.goto(LIST);
  await page.getByRole("button", { name: "Hold whatever falls due" }).click();
  await page.getByText("Whatever falls due is held").waitFor();
  await paidOrder({ server, merchant }, "held-1");
  const row = (event) => page.getByRole("row").filter({ hasText: "held-1" }).filter({ hasText: event });
  await row("USER_PAID").getByRole("checkbox").check();
  await row("USER_CONFIRM").getByRole("checkbox").check();
  await page.getByRole("button", { name: "Let the ticked ones go" }).click();
  await row("USER_CONFIRM").getByText("delivered").waitFor();
  deepEqual(inbox.received.length, 2);
  const { notifications } = await server.control("GET", "notifications?out_order_no=held-1");
  const sent = notifications.map(({ event_type, attempts }) => [event_type, attempts.length]);
  deepEqual(sent, [["PAYSCORE.USER_PAID", 1], ["PAYSCORE.USER_CONFIRM", 1]]);
  await page.getByRole("button", { name: "Deliver again" }).click();
  await page.getByRole("button", { name: "Hold whatever falls due" }).waitFor();
  inbox.close();
});

test("dropped, and on a phone", { language: "zh", viewport: PHONE }, async ({ page, server, merchant }) => {
  await paidOrder({ server, merchant }, "dropped-1");
  await page.goto(`${LIST}?out_order_no=dropped-1&standing=waiting`);
  await checkAccessibility(page);
  await checkWidth(page);
  await follow(page, page.getByRole("link", { name: "订单已支付" }));
  await page.getByRole("button", { name: "丢弃" }).click();
  await page.getByText("已丢弃").waitFor();
  await checkWidth(page);
});
