// The list of orders.
import { deepEqual, equal } from "node:assert/strict";
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

test("an order that is created while the page opens appears", {}, async ({ page, merchant }) => {
  // After the page was drawn, before anybody tells it of changes.
  await page.route("**/_payscore/events", async (route) => {
    await merchant.createOrder("between|1");
    await route.continue();
  });
  await page.goto("/_payscore/");
  await page.getByRole("link", { name: "between|1" }).waitFor();
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

test("filters by number, and says when nothing suits", {}, async ({ page, merchant }) => {
  await merchant.createOrder("found|1");
  await merchant.createOrder("other|1");
  await page.goto("/_payscore/");
  await page.getByLabel("Number begins with").fill("found");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("link", { name: "found|1" }).waitFor();
  equal(await page.getByRole("link", { name: "other|1" }).count(), 0);
  // What comes meanwhile is shown only if it suits.
  await merchant.createOrder("other|2");
  await merchant.createOrder("found|2");
  await page.getByRole("link", { name: "found|2" }).waitFor();
  equal(await page.getByRole("link", { name: "other|2" }).count(), 0);
  await page.getByLabel("Number begins with").fill("nothing");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("No order is like this.").waitFor();
  await page.getByRole("link", { name: "Show all orders" }).click();
  await page.getByRole("link", { name: "other|1" }).waitFor();
});
