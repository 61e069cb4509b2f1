// The phone: whatever a user does with a merchant's order, authorization or plan.
import { deepEqual, equal, ok } from "node:assert/strict";
import { checkAccessibility, checkWidth, expectRefusals, PHONE } from "./lib/browser.js";
import { console_ } from "./lib/test.js";

const test = console_();
const HOME = "/_payscore/console/phone";

const screen = (page) => page.locator("#phone-screen");
const answer = (page) => page.getByRole("dialog");
const press = (page, name) => screen(page).getByRole("button", { name }).click();

/** Whose phone it is from now on. */
const be = (page, openid) => page.goto(`${HOME}/users/${openid}`);

async function orderOf(merchant, number) {
  const query = new URLSearchParams({
    service_id: merchant.service("serviceorder").service_id,
    out_order_no: number,
    appid: merchant.file.appid,
  });
  return merchant.call("GET", `/v3/payscore/serviceorder?${query}`);
}

test("an order is confirmed on the phone, and its package is used", {}, async ({ page, merchant }) => {
  const created = await merchant.createOrder("phone-1", { post_payments: [{ name: "租金", description: "2元/小时" }] });
  await page.goto(`${HOME}?package=${encodeURIComponent(created.package)}`);
  await page.getByRole("heading", { name: "充电宝租借" }).waitFor();
  await screen(page).getByText("¥99.00").waitFor();
  await screen(page).getByText("2元/小时").waitFor();
  await press(page, "确认使用");
  await answer(page).getByRole("heading", { name: "已确认使用 Confirmed" }).waitFor();
  await answer(page).getByText("DOING · USER_CONFIRM").waitFor();
  await answer(page).getByRole("button").click();
  await page.getByRole("heading", { name: "服务进行中", level: 1 }).waitFor();
  equal((await orderOf(merchant, "phone-1")).state_description, "USER_CONFIRM");
  await page.goto(`${HOME}?package=${encodeURIComponent(created.package)}`);
  await page.getByText("该页面已使用过").waitFor();
});

test("declined: the order waits on", {}, async ({ page, merchant }) => {
  await merchant.createOrder("phone-2");
  await page.goto(`${HOME}/orders/${merchant.file.mchid}/phone-2`);
  await press(page, "暂不使用");
  await answer(page).getByRole("heading", { name: "已拒绝" }).waitFor();
  equal((await orderOf(merchant, "phone-2")).state, "CREATED");
});

test("a new order appears at home, and what is owed is paid there", {}, async ({ page, merchant }) => {
  await be(page, merchant.user("never_has_balance").openid);
  await page.evaluate(() => (globalThis.untouched = true));
  await merchant.createOrder("phone-3");
  await screen(page).getByRole("link", { name: "phone-3" }).waitFor();
  deepEqual(await page.evaluate(() => globalThis.untouched), true);
  await screen(page).getByRole("link", { name: "phone-3" }).click();
  await press(page, "确认使用");
  await answer(page).getByRole("button").click();
  await page.getByRole("heading", { name: "服务进行中", level: 1 }).waitFor();
  const end_time = new Date(Date.now() + 8 * 3600_000).toISOString().replace(/\D/g, "").slice(0, 14);
  await merchant.completeOrder("phone-3", 450, { time_range: { end_time } });
  // Without a reload: the bill comes by itself.
  await page.getByRole("heading", { name: "待支付", level: 1 }).waitFor();
  await screen(page).getByText("自动扣款未成功").waitFor();
  await page.goto(HOME);
  await screen(page).getByRole("link", { name: "phone-3" }).click();
  await press(page, "立即支付");
  await answer(page).getByRole("heading", { name: "支付成功" }).waitFor();
  await answer(page).getByRole("button").click();
  await page.getByRole("heading", { name: "已支付", level: 1 }).waitFor();
  equal((await orderOf(merchant, "phone-3")).collection.state, "USER_PAID");
});

for (const [behaviour, words] of [
  ["fails_assessment", "综合评估未通过"],
  ["teen_mode", "已开启青少年模式支付限额"],
  ["has_overdue_orders", "存在待处理的超时未支付订单"],
]) {
  test(`${behaviour} is refused in WeChat Pay's words`, {}, async ({ page, merchant }) => {
    await be(page, merchant.user(behaviour).openid);
    await merchant.createOrder(`phone-${behaviour}`);
    await page.goto(`${HOME}/orders/${merchant.file.mchid}/phone-${behaviour}`);
    await press(page, "确认使用");
    await answer(page).getByRole("heading", { name: "无法完成" }).waitFor();
    await answer(page).getByText(words).first().waitFor();
    expectRefusals(page, 400);
    equal((await orderOf(merchant, `phone-${behaviour}`)).state, "CREATED");
  });
}

test("the fourth order at once is refused", {}, async ({ page, merchant }) => {
  const user = merchant.user("pays_on_third_attempt").openid;
  await be(page, user);
  for (const n of [1, 2, 3, 4]) await merchant.createOrder(`many-${n}`);
  for (const n of [1, 2, 3, 4]) {
    await page.goto(`${HOME}/orders/${merchant.file.mchid}/many-${n}`);
    await press(page, "确认使用");
    await answer(page).getByRole("heading", { name: n < 4 ? "已确认使用" : "无法完成" }).waitFor();
  }
  await answer(page).getByText("综合评估未通过").first().waitFor();
  expectRefusals(page, 400);
});

test("a service is authorized by its token, and closed", {}, async ({ page, merchant, server }) => {
  await be(page, merchant.user("not_authorized").openid);
  const service = merchant.service("serviceorder", false);
  const { apply_permissions_token } = await merchant.call("POST", "/v3/payscore/permissions", {
    service_id: service.service_id,
    appid: merchant.file.appid,
    authorization_code: "code-1",
    notify_url: "http://127.0.0.1:9/notify",
  });
  await page.getByLabel(/A package/).fill(JSON.stringify({ apply_permissions_token }));
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await press(page, "同意授权");
  await answer(page).getByRole("heading", { name: "授权成功" }).waitFor();
  await answer(page).getByRole("button").click();
  await page.getByRole("heading", { name: "已授权", level: 1 }).waitFor();
  const authorization = () => server.control("GET", `permissions/${merchant.file.mchid}/code-1`);
  equal((await authorization()).state, "AVAILABLE");
  await press(page, "关闭服务");
  await answer(page).getByRole("heading", { name: "已关闭服务" }).waitFor();
  equal((await authorization()).state, "UNAVAILABLE");
});

test("a plan is signed, and cancelled", {}, async ({ page, merchant }) => {
  const { service_id } = merchant.service("plan");
  const of = { service_id, appid: merchant.file.appid };
  const { plan_id } = await merchant.call("POST", "/v3/payscore/plan/payscore-plans", {
    ...of,
    merchant_plan_no: "plan-1",
    plan_name: "瑜伽课",
    plan_duration: 30,
    total_original_price: 1000,
    deduction_quantity: 1,
    total_actual_price: 800,
    plan_detail_list: [{ plan_detail_name: "第一课", original_price: 1000, actual_price: 800, plan_discount_description: "八折" }],
  });
  const { package: text } = await merchant.call("POST", "/v3/payscore/sign-plan/user-sign-plans", {
    ...of,
    plan_id,
    openid: merchant.user("pays_at_once").openid,
    merchant_sign_plan_no: "signed-1",
    notify_url: "http://127.0.0.1:9/notify",
    sign_plan_detail: [{ plan_detail_no: 1, merchant_plan_detail_no: "lesson-1" }],
  });
  await page.goto(`${HOME}?package=${encodeURIComponent(text)}`);
  await screen(page).getByText("第一课").waitFor();
  await press(page, "同意签约");
  await answer(page).getByRole("heading", { name: "签约成功" }).waitFor();
  await answer(page).getByRole("button").click();
  await press(page, "取消签约");
  await answer(page).getByRole("heading", { name: "已取消签约" }).waitFor();
});

test("markup stays text", {}, async ({ page, merchant }) => {
  const evil = "<img src=x onerror=alert(1)>";
  await merchant.createOrder("evil", { service_introduction: "<b>evil", post_payments: [{ name: "<i>x", description: evil }] });
  await page.goto(`${HOME}/orders/${merchant.file.mchid}/evil`);
  await page.getByRole("heading", { name: "<b>evil" }).waitFor();
  await screen(page).getByText(evil).waitFor();
  equal(await screen(page).locator("img, b, i").count(), 0);
});

test("by keyboard alone", {}, async ({ page, merchant }) => {
  await merchant.createOrder("keys");
  await page.goto(`${HOME}/orders/${merchant.file.mchid}/keys`);
  await screen(page).getByRole("button", { name: "确认使用" }).focus();
  await page.keyboard.press("Enter");
  await answer(page).getByRole("heading", { name: "已确认使用" }).waitFor();
  await page.keyboard.press("Escape");
  await answer(page).waitFor({ state: "hidden" });
  await page.getByRole("heading", { name: "服务进行中", level: 1 }).waitFor();
});

test("Chinese alone for who reads Chinese", { language: "zh" }, async ({ page, merchant }) => {
  await merchant.createOrder("chinese");
  await page.goto(`${HOME}/orders/${merchant.file.mchid}/chinese`);
  equal(await screen(page).locator(".gloss").count(), 0);
  await press(page, "确认使用");
  await answer(page).getByRole("heading", { name: "已确认使用", exact: true }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, viewport] of [["phone", PHONE], ["desktop", undefined]]) {
    test(`accessible, ${colorScheme}, ${width}`, { colorScheme, viewport }, async ({ page, merchant }) => {
      const number = `accessible-${colorScheme}-${width}`;
      await merchant.createOrder(number, { post_payments: [{ name: "租金", description: "2元/小时" }] });
      for (const path of [HOME, `${HOME}?package=nonsense`, `${HOME}/orders/${merchant.file.mchid}/${number}`]) {
        await page.goto(path);
        await checkAccessibility(page);
        await checkWidth(page);
      }
      await press(page, "确认使用");
      await answer(page).getByRole("heading", { name: "已确认使用" }).waitFor();
      await checkAccessibility(page);
    });
  }
}

test("fills a phone's screen", { viewport: PHONE }, async ({ page }) => {
  await page.goto(HOME);
  const box = await page.locator(".phone").boundingBox();
  ok(box.x === 0 && box.y === 0 && box.width === PHONE.width && box.height >= PHONE.height, JSON.stringify(box));
});
