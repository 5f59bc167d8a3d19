// A day at the till: a member, goods, the price explained, cash and points; a refund of a part; a dropped line, sold once;
// a basket put aside; the shift. By keyboard.
import { type Desk, expect, journeys, password } from "./house";

const test = journeys(["--members", "60", "--months", "1"]);
test.describe.configure({ mode: "serial" });
test.use({ viewport: { width: 1366, height: 768 } });

const phoneOf = (language: string) => (language === "zh" ? "13912340001" : "13912340002");
let desk: Desk | undefined;

test.beforeEach(async ({ shop, page, t, language }) => {
  if (!desk) {
    desk = await shop.desk();
    await shop.person(desk, "Zhang Wei", { roles: ["cashier"], stores: ["S001"] });
    await desk.ask("POST", "/v1/members", { programme: "MAIN", store: "S001", name: "Anna", phone: phoneOf(language) });
  }
  await page.goto("/pos");
  const name = page.locator("input[autocomplete=username]");
  const till = page.getByRole("button", { name: /^01/ });
  const keys = page.getByRole("navigation", { name: t("功能键", "Keys") });
  await name.or(till).or(keys).first().waitFor();
  if (await name.isVisible()) {
    await name.fill("Zhang Wei");
    await page.locator("input[autocomplete=current-password]").fill(password);
    await page.locator("button[type=submit]").click();
  }
  await till.or(keys).first().waitFor();
  if (await till.isVisible()) await till.click();
  await expect(keys).toBeVisible();
});
test.afterAll(() => {
  desk = undefined;
});

const scan = async (page: import("@playwright/test").Page, code: string) => {
  await page.keyboard.type(code, { delay: 5 });
  await page.keyboard.press("Enter");
};

test("goods, a member, why, cash, and a part comes back", async ({ page, t, look, language }) => {
  await scan(page, "A1001");
  await scan(page, "A1002");
  await expect(page.getByText("A1001").first()).toBeVisible();
  await page.keyboard.press("F2");
  await page.getByRole("dialog").locator("input").first().fill(phoneOf(language));
  await page.keyboard.press("Enter");
  await expect(page.getByText(/A\*|Anna/).first()).toBeVisible();
  await look("basket");
  await page.keyboard.press("F5");
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("why");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F9");
  const amount = page.getByRole("textbox", { name: t("金额", "Amount") });
  await expect(amount).toBeVisible();
  await amount.fill("100");
  await amount.press("Enter");
  await look("pay");
  await page.getByRole("button", { name: t("完成", "Finish") }).click();
  await expect(page.getByText(t("已完成", "Done")).first()).toBeVisible();
  await look("sold");
  const number = /\d+/.exec((await page.getByText(t("流水号", "Number")).first().textContent()) ?? "")?.[0] ?? "";
  await page.getByRole("button", { name: t("下一单", "Next customer") }).click();

  await page.keyboard.press("F8");
  const find = page.locator("input[type=search]");
  await find.fill(number);
  await find.press("Enter");
  const back = page.getByRole("spinbutton").first();
  await back.fill("1");
  await page.getByRole("textbox", { name: t("原因", "Reason") }).fill("too small");
  await look("refund");
  await page.getByRole("button", { name: t("退货", "Refund"), exact: true }).click();
  await expect(page.getByText(t("已完成", "Done")).first()).toBeVisible();
});

test("the line drops while somebody pays: sold once, when it is back", async ({ page, context, t, look, shop }) => {
  await scan(page, "A1003");
  await expect(page.getByText("A1003").first()).toBeVisible();
  await page.waitForTimeout(600); // the price
  // The till fetches what it may need later a few seconds after it stands.
  await page.waitForFunction(() =>
    performance.getEntriesByType("resource").some((one) => /\/assets\/OutboxDialog-/.test(one.name)),
  );
  await context.setOffline(true);
  await page.keyboard.press("F9");
  const amount = page.getByRole("textbox", { name: t("金额", "Amount") });
  await amount.fill("200");
  await amount.press("Enter");
  await page.getByRole("button", { name: t("完成", "Finish") }).click();
  await expect(page.getByText(t("已收款，等待上传", "Paid; waits to be sent"))).toBeVisible({ timeout: 30_000 });
  await look("waits");
  await page.getByRole("button", { name: t("下一单", "Next customer") }).click();
  await expect(page.getByText(t("待上传", "wait to be sent")).first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(t("待上传", "wait to be sent"))).toHaveCount(0, { timeout: 60_000 });
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const asked = await desk?.ask("GET", `/v1/receipts?store=S001&till=01&from=${day}&to=${day}&limit=200`);
  const rows = asked.receipts as { receipt: string }[];
  let sold = 0;
  for (const { receipt } of rows) {
    const whole = await desk?.ask("GET", `/v1/receipts/${receipt}`);
    const ours =
      whole.receipt.cashier === undefined &&
      whole.receipt.lines.length === 1 &&
      whole.receipt.lines[0].item === "A1003" &&
      whole.receipt.tenders.length === 1;
    if (ours && Date.parse(whole.receipt.posted_at) > Date.now() - 120_000) ++sold;
  }
  expect(shop.base).toBeTruthy();
  expect(sold, "sold once").toBe(1);
});

test("a basket is put aside and taken back; the shift is counted", async ({ page, t, look }) => {
  await scan(page, "A1004");
  await expect(page.getByText("A1004").first()).toBeVisible();
  await page.keyboard.press("F6");
  await expect(page.getByText("A1004")).toHaveCount(0);
  await page.keyboard.press("F7");
  await expect(page.locator(".till-choice").first()).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByText("A1004").first()).toBeVisible();
  await page.keyboard.press("F10");
  await page.getByRole("button", { name: t("交班报表", "Shift report") }).click();
  await page
    .getByRole("textbox", { name: t("清点的现金（含备用金以外）", "Cash counted, without the float") })
    .fill("500");
  await expect(page.getByText(t("差额", "Difference"))).toBeVisible();
  await look("shift");
});
