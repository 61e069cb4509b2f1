// Charts.
import { checkAccessibility, checkWidth, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();

test("what happens is drawn", {}, async ({ page, merchant }) => {
  await page.goto("/_payscore/console/figures");
  await merchant.createOrder("drawn-1");
  await page.locator("#by-state").getByText("CREATED: 1").waitFor();
  await page.locator("#calls path.good").waitFor();
  await checkAccessibility(page);
});

test("on a phone, in Chinese", { language: "zh", viewport: PHONE, colorScheme: "dark" }, async ({ page }) => {
  await page.goto("/_payscore/console/figures");
  await page.getByRole("heading", { name: "各状态的订单" }).waitFor();
  await checkAccessibility(page);
  await checkWidth(page);
});
