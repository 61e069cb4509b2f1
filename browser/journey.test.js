// The whole way of an order, as somebody who sits before the console goes it. The merchant is our own SDK.
import { follow } from "./lib/browser.js";
import { equal } from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { console_ } from "./lib/test.js";
import { BINARY } from "./lib/server.js";

const test = console_();
const run = promisify(execFile);

/** One call of the merchant's, by the SDK: `payscore scenario run` signs with it. */
async function sdk(server, steps) {
  const file = join(server.data, "journey.toml");
  await writeFile(file, steps);
  await run(BINARY, ["scenario", "run", file, "--server", server.url]);
}

const CREATE = (number) => `
title = "create"
[[step]]
call = "CreateServiceOrder"
[step.with]
out_order_no = "${number}"
appid = "{{appid}}"
service_id = "{{service.serviceorder}}"
service_introduction = "充电宝租借"
risk_fund = { name = "DEPOSIT", amount = 9900 }
time_range = { start_time = "OnAccept" }
notify_url = "http://127.0.0.1:9/notify"
need_user_confirm = true
`;

test("created, confirmed on the phone, completed, paid, told of", {}, async ({ page, server, merchant }) => {
  await page.goto("/_payscore/");
  await page.getByText("No orders yet").waitFor();
  await sdk(server, CREATE("journey-1"));
  await page.getByRole("link", { name: "journey-1" }).click();
  await follow(page, page.getByRole("link", { name: "Open on the phone" }));
  await page.getByRole("button", { name: "确认使用" }).click();
  // Whoever leaves before the answer is there takes the request back.
  await page.getByRole("heading", { name: "已确认使用" }).waitFor();
  await page.goto("/_payscore/");
  const row = page.getByRole("row").filter({ hasText: "journey-1" });
  await row.getByText("DOING").waitFor();
  await merchant.completeOrder("journey-1", 450);
  await row.getByText("DONE").waitFor();
  await follow(page, row.getByRole("link").first());
  await page.getByText("¥4.50").first().waitFor();
  await page.goto("/_payscore/console/notifications?out_order_no=journey-1");
  await follow(page, page.getByRole("link", { name: "order paid" }));
  await page.locator("#plaintext").filter({ hasText: '"out_order_no": "journey-1"' }).waitFor();
});

test("30 days later an order has expired", {}, async ({ page, server, merchant }) => {
  await sdk(server, CREATE("journey-2"));
  await page.goto("/_payscore/console/clock");
  await follow(page, page.getByRole("link", { name: "30 days" }));
  await page.locator("#preview").getByRole("listitem").filter({ hasText: "order expires" }).waitFor();
  await page.getByRole("button", { name: "Move the clock" }).click();
  await page.getByText("Moved").waitFor();
  await page.goto(`/_payscore/console/orders/${merchant.file.mchid}/journey-2`);
  await page.locator(".state.EXPIRED").waitFor();
  equal((await server.control("GET", `orders/${merchant.file.mchid}/journey-2`)).state, "EXPIRED");
});
