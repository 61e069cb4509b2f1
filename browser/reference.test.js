// The API reference, and its "try it".
import { equal, match } from "node:assert/strict";
import { checkAccessibility, checkWidth, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const REFERENCE = "/_payscore/console/reference";

test("what is sent from the page is an order", {}, async ({ page, server }) => {
  await page.goto(`${REFERENCE}/CreateServiceOrder`);
  const body = JSON.parse(await page.getByRole("textbox", { name: "Body" }).inputValue());
  await page.getByRole("button", { name: "Send" }).click();
  const answered = page.getByRole("region", { name: "What was answered" });
  await answered.getByText("200", { exact: true }).waitFor();
  match(await answered.locator("pre").first().textContent(), new RegExp(`"out_order_no": "${body.out_order_no}"`));
  const id = await answered.getByRole("link").textContent();
  const noted = await server.control("GET", `requests/${id}`);
  equal(noted.operation, "CreateServiceOrder");
  await page.goto("/_payscore/");
  await page.getByRole("link", { name: body.out_order_no }).waitFor();
});

test("what is refused is shown, and what is no JSON is told", {}, async ({ page }) => {
  await page.goto(`${REFERENCE}/CreateServiceOrder`);
  const body = page.getByRole("textbox", { name: "Body" });
  await body.fill("{}");
  await page.getByRole("button", { name: "Send" }).click();
  const answered = page.getByRole("region", { name: "What was answered" });
  await answered.getByText("400", { exact: true }).waitFor();
  await answered.getByText("PARAM_ERROR").waitFor();
  await body.fill("{");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("The body is no JSON").waitFor();
});

test("another merchant has another example", {}, async ({ page }) => {
  await page.goto(`${REFERENCE}/ApplyPartnerPermission`);
  const mchid = page.getByRole("combobox", { name: "As merchant" });
  equal(await mchid.inputValue(), "1900000100");
  await mchid.selectOption("1230000109");
  await page.waitForURL("**?merchant=1230000109");
  equal(await page.getByRole("combobox", { name: "As merchant" }).inputValue(), "1230000109");
});

test("the search finds by field, path and title", {}, async ({ page }) => {
  await page.goto(REFERENCE);
  await page.getByRole("status").getByText("86 operations").waitFor();
  const search = page.getByRole("searchbox");
  await search.fill("finish_ticket post");
  await page.getByRole("status").getByText("2 operations").waitFor();
  equal(await page.getByRole("link", { name: "创建支付分订单", exact: true }).isVisible(), false);
  await search.fill("createserviceorder 创建支付分订单");
  await search.press("Enter");
  await page.waitForURL(`**/CreateServiceOrder`);
});

test("code is copied", {}, async ({ page, merchant }) => {
  await page.goto(`${REFERENCE}/CancelServiceOrder`);
  await page.getByText("curl", { exact: true }).last().click();
  await page.getByRole("button", { name: "Copy curl" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  match(copied, /openssl dgst -sha256 -sign/);
  match(copied, new RegExp(merchant.file.serial_no));
});

for (const colorScheme of ["light", "dark"]) {
  test(`accessible, ${colorScheme}`, { colorScheme, viewport: PHONE }, async ({ page }) => {
    for (const path of [REFERENCE, `${REFERENCE}/CreateServiceOrder`, `${REFERENCE}/CompleteSmartRetailOrder`]) {
      await page.goto(path);
      await checkAccessibility(page);
      await checkWidth(page);
    }
  });
}

test("in Chinese", { language: "zh" }, async ({ page }) => {
  await page.goto(`${REFERENCE}/CreateServiceOrder`);
  await page.getByRole("heading", { name: "试一试" }).waitFor();
  await checkAccessibility(page);
});
