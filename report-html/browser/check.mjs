// Opens every page of a folder in Chromium and fails if one logs an error, loads anything, does not sort,
// or has a serious problem of accessibility. Writes a screenshot of each.
//
// node check.mjs PAGES SCREENSHOTS

import { mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const MOST_MILLISECONDS = 1000;

const VIEWS = {
  light: { viewport: { width: 1200, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1200, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "light" },
};

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [pages, screenshots] = process.argv.slice(2).map((path) => resolve(path));
const problems = [];

function expect(isTrue, problem) {
  if (!isTrue) problems.push(problem);
}

/** Starts to listen before the page is opened. */
function listen(page, url, name) {
  page.on("console", (message) => expect(message.type() !== "error", `${name}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${name}: ${error}`));
  page.on("request", (request) => expect(request.url() === url, `${name}: loads ${request.url()}`));
}

/** Opens a page. Returns the processor time until it is drawn: other work on the machine does not count. */
async function open(page, url) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  const { metrics } = await session.send("Performance.getMetrics");
  return Math.round(1000 * metrics.find(({ name }) => name === "TaskDuration").value);
}

/** Opens a page in tabs of its own, at most three, until one is fast enough. Returns the least time. */
async function openAgain(browser, view, url, milliseconds) {
  let least = milliseconds;
  for (let i = 0; i < 3 && least >= MOST_MILLISECONDS; i++) {
    const page = await browser.newPage(VIEWS[view]);
    least = Math.min(least, await open(page, url));
    await page.close();
  }
  return least;
}

/** Sorts every table by every column, in both directions. */
async function checkSorting(page, name) {
  const wrong = await page.evaluate(() => {
    const wrong = [];
    for (const table of document.querySelectorAll("table")) {
      [...table.tHead.rows[0].cells].forEach((heading, index) => {
        for (const direction of ["ascending", "descending"]) {
          heading.querySelector("button").click();
          const numbers = [...table.tBodies[0].rows]
            .map((row) => row.cells[index].dataset.value)
            .filter((value) => value !== undefined)
            .map(Number);
          const sign = direction === "ascending" ? 1 : -1;
          const isSorted = numbers.every((value, i) => i === 0 || sign * (value - numbers[i - 1]) >= 0);
          if (heading.getAttribute("aria-sort") !== direction || !isSorted) {
            wrong.push(`${table.id}, ${heading.textContent}, ${direction}`);
          }
        }
      });
    }
    return wrong;
  });
  wrong.forEach((each) => problems.push(`${name}: not sorted: ${each}`));
}

async function checkKeyboard(page, name) {
  const heading = page.locator("thead th").first();
  await heading.locator("button").focus();
  await page.keyboard.press("Enter");
  expect((await heading.getAttribute("aria-sort")) === "ascending", `${name}: Enter does not sort`);
}

async function checkCopy(page, name) {
  await page.locator(".copy").first().click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const rows = await page.locator("table").first().locator("tr").count();
  expect(text.split("\n").length === rows + 1, `${name}: copied ${text.split("\n").length} lines of ${rows}`);
}

async function checkCharts(page, name) {
  const empty = await page.evaluate(() =>
    [...document.querySelectorAll("figure.chart")]
      .filter((figure) => figure.querySelectorAll("svg circle, svg rect").length === 0)
      .map((figure) => figure.textContent));
  empty.forEach((each) => problems.push(`${name}: nothing is drawn: ${each}`));
}

/** Names of points must not cover one another, whatever figure the chart shows. */
async function checkNames(page, name) {
  const covered = await page.evaluate(() => {
    const covered = [];
    const look = (figure) => {
      const boxes = [...figure.querySelectorAll("svg .name")].map((text) => [text.textContent, text.getBoundingClientRect()]);
      boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
        if (!apart) covered.push(`${one} and ${other}`);
      }));
    };
    for (const figure of document.querySelectorAll("figure.chart")) {
      look(figure);
      for (const option of figure.querySelectorAll("option")) {
        option.parentElement.value = option.value;
        option.parentElement.dispatchEvent(new Event("change"));
        look(figure);
      }
    }
    return covered;
  });
  covered.forEach((each) => problems.push(`${name}: names cover one another: ${each}`));
}

async function checkAccessibility(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, impact, nodes } of violations) {
    expect(impact !== "serious" && impact !== "critical", `${name}: ${id} (${impact}): ${nodes[0].html}`);
    console.log(`${name}: axe: ${id} (${impact}), ${nodes.length} elements`);
  }
}

async function check(browser, file, view) {
  const name = `${file.replace(/\.html$/, "")}-${view}`;
  const url = pathToFileURL(join(pages, file)).href;
  const context = await browser.newContext({ ...VIEWS[view], permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  listen(page, url, name);
  // The least of several counts: a processor that others share is slow at times.
  const milliseconds = await openAgain(browser, view, url, await open(page, url));
  console.log(`${name}: opened in ${milliseconds} ms`);
  expect(milliseconds < MOST_MILLISECONDS, `${name}: takes ${milliseconds} ms to open`);
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    `${name}: is wider than the screen`);
  await checkCharts(page, name);
  await checkNames(page, name);
  await checkAccessibility(page, name);
  if (view === "light") {
    await checkCopy(page, name);
    await checkSorting(page, name);
    await checkKeyboard(page, name);
  }
  await context.close();
}

await mkdir(screenshots, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
try {
  const files = (await readdir(pages)).filter((file) => file.endsWith(".html")).sort();
  expect(files.length > 0, `no page in ${pages}`);
  for (const file of files) {
    // A large page looks like a small one; it is here for its time.
    const views = file.startsWith("many-") ? ["light"] : Object.keys(VIEWS);
    for (const view of views) await check(browser, file, view);
  }
} finally {
  await browser.close();
}
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length === 0 ? 0 : 1;
