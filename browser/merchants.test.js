// The merchants: set one up, see its keys, copy what a client needs.
import { equal, match } from "node:assert/strict";
import { checkAccessibility, checkWidth, expectRefusals, follow, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const MERCHANTS = "/_payscore/console/merchants";

const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

test("a merchant is added and appears", {}, async ({ page }) => {
  await page.goto(MERCHANTS);
  await page.getByLabel("Merchant number").fill("1600000077");
  await page.getByRole("button", { name: "Add" }).click();
  await follow(page, page.getByRole("link", { name: "1600000077" }));
  await page.getByRole("heading", { name: "Merchant 1600000077" }).waitFor();
  await page.goto(MERCHANTS);
  await page.getByLabel("Merchant number").fill("1600000077");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("merchant 1600000077 exists already").waitFor();
  expectRefusals(page, 409);
});

test("keys are shown when asked for", {}, async ({ page, merchant }) => {
  await page.goto(`${MERCHANTS}/${merchant.file.mchid}`);
  equal(await page.getByText(merchant.file.apiv3_key).count(), 0);
  await page.getByRole("button", { name: "Show the APIv2 and APIv3 keys" }).click();
  await page.getByText(merchant.file.apiv3_key).waitFor();
  await page.getByRole("button", { name: "Copy apiv3_key" }).click();
  equal(await copied(page), merchant.file.apiv3_key);
});

test("where notifications go is changed and stays", {}, async ({ page, merchant }) => {
  await page.goto(`${MERCHANTS}/${merchant.file.mchid}`);
  await page.getByLabel("notify_url").fill("http://127.0.0.1:8080/notify");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove" }).waitFor();
  await page.reload();
  equal(await page.getByLabel("notify_url").inputValue(), "http://127.0.0.1:8080/notify");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove" }).waitFor({ state: "detached" });
});

test("a key is rotated step by step", {}, async ({ page, merchant }) => {
  await page.goto(`${MERCHANTS}/${merchant.file.mchid}`);
  const certificate = page.locator("section").filter({ has: page.getByRole("heading", { name: "Platform certificate" }) });
  for (const step of ["Announce a new key", "Sign with the new key", "Retire the old key"]) {
    await certificate.getByRole("button", { name: step }).click();
  }
  await certificate.getByText("retired").waitFor();
});

test("the set-up of an SDK is copied", {}, async ({ page, merchant, server }) => {
  await page.goto(`${MERCHANTS}/${merchant.file.mchid}`);
  await page.getByRole("button", { name: "Copy Rust: payscore" }).click();
  match(await copied(page), new RegExp(`with_base_url\\("${server.url}"\\)`));
});

for (const [language, colorScheme] of [["en", "light"], ["zh", "dark"]]) {
  test(`accessible, ${language}, ${colorScheme}`, { language, colorScheme, viewport: PHONE }, async ({ page }) => {
    for (const path of [MERCHANTS, `${MERCHANTS}/1230000109`, `${MERCHANTS}/1900000100`]) {
      await page.goto(path);
      await checkAccessibility(page);
      await checkWidth(page);
    }
  });
}
