// The list of orders.
import { deepEqual } from "node:assert/strict";
import { checkAccessibility, checkWidth, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();

test("an order appears without reload", {}, async ({ page, merchant }) => {
  await page.goto("/_payscore/");
  await page.evaluate(() => (globalThis.untouched = true));
  await merchant.createOrder("appears|1");
  await page.getByRole("link", { name: "appears|1" }).waitFor();
  deepEqual(await page.evaluate(() => globalThis.untouched), true);
});

test("both languages", {}, async ({ page }) => {
  await page.goto("/_payscore/");
  await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
  await page.getByRole("link", { name: "中文" }).click();
  await page.getByRole("heading", { name: "订单", level: 1 }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`accessible, ${colorScheme}`, { colorScheme, viewport: PHONE }, async ({ page, merchant }) => {
    await merchant.createOrder(`accessible-${colorScheme}`);
    await page.goto("/_payscore/");
    await checkAccessibility(page);
    await checkWidth(page);
  });
}
