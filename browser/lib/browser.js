// Chromium, and what holds for every page in it: no error in the console, no request to another host, no serious
// accessibility fault.
import axe from "axe-core";
import { equal } from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const paths = process.env.PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`none of ${NAMES.join(", ")} in PATH; set CHROMIUM`);
  return found;
}

export function launch() {
  return chromium.launch({ executablePath: executable(), args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page on the server's console, in a window of its own. */
export async function open(browser, server, { language = "en", viewport = DESKTOP, colorScheme = "light" } = {}) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ baseURL: server.url, locale, viewport, colorScheme });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !url.startsWith("data:")) page.complaints.push(`request to ${url}`);
  });
  return page;
}

/** Goes where a link leads, until the scripts there have run: what is pressed before does nothing. */
export async function follow(page, link) {
  await Promise.all([page.waitForEvent("load"), link.click()]);
}

/** Refusals that a test provokes are logged by the browser itself: this many of them are expected. */
export function expectRefusals(page, status) {
  page.complaints = page.complaints.filter((complaint) => !complaint.includes(`status of ${status}`));
}

export function checkComplaints(page) {
  equal(page.complaints.join("\n"), "", `on ${page.url()}`);
}

/** What axe finds serious or critical on the page as it stands. The page's policy keeps scripts out, so axe comes
 * through the debugger, which is not bound by it. */
export async function checkAccessibility(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations),
  );
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`);
  equal(told.join("\n"), "", `axe on ${page.url()}`);
}

/** Nothing sticks out at the side. */
export async function checkWidth(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  equal(content <= window, true, `${page.url()} is ${content} px wide in a window of ${window}`);
}
