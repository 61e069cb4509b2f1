// The service clock.
import { equal, match } from "node:assert/strict";
import { checkAccessibility, checkWidth, follow, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const CLOCK = "/_payscore/console/clock";
const shown = (page) => page.locator("#service-time").textContent();

test("a month passes after a look at what it brings", {}, async ({ page, merchant }) => {
  await merchant.createOrder("a-month");
  await page.goto(CLOCK);
  const before = Date.parse(await shown(page));
  await follow(page, page.getByRole("link", { name: "30 days" }));
  await page.getByText("order expires").first().waitFor();
  await page.getByRole("button", { name: "Move the clock" }).click();
  await page.getByText("Nothing falls due.").waitFor();
  const passed = Date.parse(await shown(page)) - before;
  equal(Math.floor(passed / 86_400_000), 30);
  await page.goto("/_payscore/");
  await page.getByRole("row", { name: /a-month/ }).locator(".state.EXPIRED").waitFor();
});

test("it stands, ticks and runs", {}, async ({ page }) => {
  await page.goto(CLOCK);
  await page.getByRole("button", { name: "Freeze" }).click();
  await page.getByText("frozen", { exact: true }).waitFor();
  const frozen = await shown(page);
  await page.getByRole("button", { name: "An hour a second" }).click();
  await page.waitForFunction(
    (then) => Date.parse(document.getElementById("service-time").textContent) > Date.parse(then) + 3 * 3_600_000,
    frozen,
  );
  await page.getByRole("button", { name: "Run as the wall" }).click();
  await page.getByText("as fast as the wall", { exact: true }).waitFor();
});

test("what cannot be is said in words", { language: "zh" }, async ({ page }) => {
  await page.goto(`${CLOCK}?until=2020-01-01T00:00`);
  match(await page.locator("#preview").textContent(), /does not go back/);
  await page.getByRole("heading", { name: "时钟", level: 1 }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`accessible, ${colorScheme}`, { colorScheme, viewport: PHONE }, async ({ page, merchant }) => {
    await merchant.createOrder(`seen-${colorScheme}`);
    await page.goto(`${CLOCK}?seconds=2592000`);
    await page.getByText("order expires").first().waitFor();
    await checkAccessibility(page);
    await checkWidth(page);
  });
}
