// One order: its page follows it, and plays its user.
import { deepEqual, equal } from "node:assert/strict";
import { checkAccessibility, checkWidth, follow, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();

const address = (merchant, number) =>
  `/_payscore/console/orders/${merchant.file.mchid}/${encodeURIComponent(number)}`;

const present = (page) => page.locator(".life .now .code").textContent();

test("the user confirms, the merchant completes, the user pays, and the page follows", {}, async ({ page, merchant }) => {
  const end = "20991225121010";
  await merchant.createOrder("follows|1", { time_range: { start_time: "OnAccept", end_time: end } });
  await page.goto("/_payscore/");
  await follow(page, page.getByRole("link", { name: "follows|1" }));
  await page.getByRole("heading", { name: "follows|1", level: 1 }).waitFor();
  equal(await present(page), "CREATED");
  await page.evaluate(() => (globalThis.untouched = true));
  await page.locator("#act-confirm").getByLabel("as").selectOption({ label: "never has balance" });
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator(".life .now .code", { hasText: "USER_CONFIRM" }).waitFor();
  await merchant.completeOrder("follows|1", 450);
  await page.locator(".life .now .code", { hasText: "MCH_COMPLETE" }).waitFor();
  await page.getByText("¥4.50 = ¥4.50").waitFor();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.locator(".life .now .code", { hasText: "DONE" }).waitFor();
  await page.locator(".history").getByText("PAYSCORE.USER_PAID").first().waitFor();
  deepEqual(await page.evaluate(() => globalThis.untouched), true);
});

test("says why something cannot be done", {}, async ({ page, merchant }) => {
  await merchant.createOrder("cannot");
  await page.goto(address(merchant, "cannot"));
  await page.getByText("Why the rest cannot").click();
  await page.getByText("INVALID_ORDER_STATE").first().waitFor();
});

test("markup stays text", {}, async ({ page, merchant }) => {
  const evil = "<img src=x onerror=document.title='evil'>";
  await merchant.createOrder("evil|*", { attach: evil, service_introduction: "<b>bold</b>" });
  await page.goto(address(merchant, "evil|*"));
  await page.getByText(evil).first().waitFor();
  equal(await page.locator("main img, main b").count(), 0);
});

test("both languages", {}, async ({ page, merchant }) => {
  await merchant.createOrder("both");
  await page.goto(address(merchant, "both"));
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await page.getByRole("link", { name: "中文" }).click();
  await page.getByRole("heading", { name: "经过" }).waitFor();
  await page.getByRole("button", { name: "确认订单" }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`accessible on a phone, ${colorScheme}`, { colorScheme, viewport: PHONE }, async ({ page, merchant }) => {
    await merchant.createOrder(`accessible-${colorScheme}`);
    await page.goto(address(merchant, `accessible-${colorScheme}`));
    await page.getByText("Why the rest cannot").click();
    await checkAccessibility(page);
    await checkWidth(page);
  });
}
