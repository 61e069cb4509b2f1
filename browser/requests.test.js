// API calls: why one was refused, as curl, once more.
import { equal } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { checkAccessibility, checkWidth, follow, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const LIST = "/_payscore/console/requests";

test("a refused signature is explained", {}, async ({ page, merchant }) => {
  await page.goto(LIST);
  const key = merchant.file.serial_no;
  merchant.file.serial_no = "0".repeat(40);
  await merchant.call("GET", "/v3/certificates", undefined, { expect: [401] });
  merchant.file.serial_no = key;
  await follow(page, page.getByRole("link", { name: "GET /v3/certificates" }));
  await page.getByText("Cause:").waitFor();
  await checkAccessibility(page);
});

test("a call is copied as curl, and replayed", {}, async ({ page, server, merchant }) => {
  await merchant.call("GET", "/v3/certificates?it=is");
  await page.goto(LIST);
  await follow(page, page.getByRole("link", { name: "GET /v3/certificates?it=is" }));
  await page.getByRole("button", { name: "Copy as curl" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const said = execFileSync("sh", ["-c", command], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  equal(said.split("\r\n")[0], "HTTP/1.1 401 Unauthorized", "a signature is good for one use");
  await page.getByRole("button", { name: "Replay" }).click();
  // The first note told that it was copied.
  await page.getByText("✓").nth(1).waitFor();
  const { requests } = await server.control("GET", "requests?status=200");
  equal(requests.length, 2);
});

test("on a phone, in Chinese", { language: "zh", viewport: PHONE, colorScheme: "dark" }, async ({ page, merchant }) => {
  await page.goto(LIST);
  await merchant.createOrder("listed-1");
  await page.getByRole("link", { name: "POST /v3/payscore/serviceorder" }).waitFor();
  await checkAccessibility(page);
  await checkWidth(page);
});
