// A program that nobody has used: the printed link makes the first account, who is signed in at once.
import { expect, journeys, password } from "./house";

const test = journeys(undefined);

test("the link of a first start makes the first account", async ({ page, shop, t, look }) => {
  await expect.poll(() => shop.printed).toContain("/set-up#token=");
  const link = /(http\S+\/set-up#token=\S+)/.exec(shop.printed)?.[1] ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { name: t("首次设置", "First set-up") })).toBeVisible();
  expect(page.url(), "the token does not stay in the address").not.toContain("token");
  await look("set-up");
  await page.locator("input[autocomplete=username]").fill("Wang Fang");
  const fields = page.locator("input[autocomplete=new-password]");
  await fields.nth(0).fill("too short");
  await fields.nth(1).fill("too short");
  const make = page.getByRole("button", { name: t("建立账号并登录", "Make the account and sign in") });
  await make.click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await fields.nth(0).fill(password);
  await fields.nth(1).fill(password);
  await make.click();
  await expect(page.locator("#content")).toBeVisible();
  await expect(page.getByText("Wang Fang").first()).toBeVisible();
  await look("start");
  await page.goto(link);
  await expect(page.locator("#content"), "somebody is signed in: the link does nothing more").toBeVisible();
});
