// The faults: set, seen, taken away.
import { equal } from "node:assert/strict";
import { checkAccessibility, checkWidth, expectRefusals, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const FAULTS = "/_payscore/console/faults";

test("a fault is set, strikes, and is seen to", {}, async ({ page, merchant }) => {
  await page.goto(FAULTS);
  const form = page.getByRole("region", { name: "API calls" });
  await form.getByLabel("Fault").selectOption("SYSTEM_ERROR");
  await form.getByLabel(/^Operation/).fill("CreateServiceOrder");
  await form.getByLabel(/^How often/).fill("2");
  await form.getByRole("button", { name: "Set this fault" }).click();
  const row = page.getByRole("row", { name: /SYSTEM_ERROR/ });
  await row.getByText("operation: CreateServiceOrder").waitFor();
  await merchant.createOrder("struck").then(
    () => equal("struck", "not struck"),
    (error) => equal(/: 500 /.test(error.message), true, error.message),
  );
  // Without a reload: one of two is left.
  await page.getByRole("row", { name: /SYSTEM_ERROR operation: CreateServiceOrder 1 1 1/ }).waitFor();
  await row.getByRole("button", { name: /^Remove rule/ }).click();
  await page.getByText("No rule: everything works").waitFor();
  await merchant.createOrder("struck");
});

test("a notification is struck, and all rules are taken away", {}, async ({ page, server }) => {
  await page.goto(FAULTS);
  const form = page.getByRole("region", { name: "Notifications" });
  await form.getByLabel("Fault").selectOption("NOTIFICATION_DELAY");
  await form.getByLabel("Event").selectOption("PAYSCORE.USER_PAID");
  await form.getByLabel(/^How often/).fill("unlimited");
  await form.getByLabel(/^Probability/).fill("0.5");
  await form.getByLabel(/^Seed/).fill("7");
  await form.getByLabel(/^Seconds/).fill("90");
  await form.getByRole("button", { name: "Set this fault" }).click();
  await page.getByRole("row", { name: /NOTIFICATION_DELAY.*seconds: 90/ }).waitFor();
  const [{ id: _, ...rule }] = (await server.control("GET", "faults")).faults;
  equal(JSON.stringify([rule.event_type, rule.count, rule.probability, rule.seed, rule.seconds]), '["PAYSCORE.USER_PAID","unlimited",0.5,7,90]');
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByText("No rule: everything works").waitFor();
});

test("what does not fit is refused, by its field", {}, async ({ page }) => {
  await page.goto(FAULTS);
  const form = page.getByRole("region", { name: "API calls" });
  await form.getByLabel(/^Operation/).fill("Nothing");
  await form.getByRole("button", { name: "Set this fault" }).click();
  await page.getByRole("status").getByText("operation: no operation Nothing").waitFor();
  expectRefusals(page, 400);
});

test("the header is copied", { language: "zh" }, async ({ page }) => {
  await page.goto(FAULTS);
  await page.getByRole("heading", { name: "故障", level: 1 }).waitFor();
  await page.getByRole("button", { name: "复制" }).click();
  await page.getByText("已复制").waitFor();
  equal(await page.evaluate(() => navigator.clipboard.readText()), "Wechatpay-Negative-Test: RESET_AFTER_COMMIT");
});

for (const colorScheme of ["light", "dark"]) {
  test(`accessible, ${colorScheme}`, { colorScheme, viewport: PHONE }, async ({ page, server }) => {
    await server.control("POST", "faults", { fault: "SLOW_ANSWER", order: "nothing-has-this-number", milliseconds: 5 });
    await page.goto(FAULTS);
    await checkAccessibility(page);
    await checkWidth(page);
    await server.control("DELETE", "faults");
  });
}
