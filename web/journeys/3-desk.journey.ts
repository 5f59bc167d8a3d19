// What the desk does: register a member and bind a card, merge two who are one; a clerk sees no other store.
import { type Desk, expect, journeys } from "./house";

const test = journeys(["--members", "40", "--months", "1"]);
test.describe.configure({ mode: "serial" });
let desk: Desk | undefined;

test.beforeEach(async ({ shop }) => {
  if (desk) return;
  desk = await shop.desk();
  await shop.person(desk, "Li Na", { permissions: ["*"] });
  await shop.person(desk, "Zhang Wei", { roles: ["cashier"], stores: ["S001"] });
});
test.afterAll(() => {
  desk = undefined;
});

test("a member is registered and found again", async ({ page, t, look, signIn, language }) => {
  await signIn("Li Na");
  await page.goto("/members/register");
  const phone = language === "zh" ? "13800001111" : "13800002222";
  await page.locator("#phone").fill(phone);
  await page.locator("#name").fill("张小明");
  await look("register");
  await page.getByRole("button", { name: t("入会", "Register"), exact: true }).click();
  await expect(page.getByText(t("已入会", "Registered"))).toBeVisible();
  await page.getByRole("link", { name: t("打开会员", "Open the member") }).click();
  await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
  await look("member");
  await page.goto("/members?tab=x");
  await page.getByRole("searchbox").or(page.locator("input[type=search]")).first().fill(phone.slice(-4));
  await page.keyboard.press("Enter");
  await expect(page.getByText("张**").or(page.getByText("张小明")).first()).toBeVisible();
});

test("two who are one are merged, with what would happen said before", async ({ page, t, look, signIn, language }) => {
  const tail = language === "zh" ? "1" : "2";
  const one = await desk?.ask("POST", "/v1/members", {
    programme: "MAIN",
    store: "S001",
    name: "欧阳修",
    phone: `1390000111${tail}`,
  });
  const other = await desk?.ask("POST", "/v1/members", {
    programme: "MAIN",
    store: "S001",
    name: "欧阳脩",
    phone: `1390000222${tail}`,
  });
  await signIn("Li Na");
  await page.goto(`/members/${one.id}`);
  await page.getByRole("button", { name: t("更多", "More") }).click();
  await page.getByText(t("与另一位会员合并", "Merge with another member")).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").fill(`1390000222${tail}`);
  await page.locator(".ant-select-item-option").first().click();
  await dialog.locator("#merge-reason").fill("one person");
  await expect(dialog.getByText(t("将会发生", "What would happen"))).toBeVisible();
  await look("merge");
  await dialog.getByRole("button", { name: t("合并", "Merge"), exact: true }).click();
  await expect(page.getByText(t("已合并", "Merged"), { exact: true })).toBeVisible();
  await page.goto(`/members/${other.id}`);
  await expect(page.getByText(t("此会员已并入另一位会员", "This member was merged"))).toBeVisible();
});

test("points by hand are approved by another person", async ({ page, t, look, signIn, shop, language }) => {
  const member = await desk?.ask("POST", "/v1/members", {
    programme: "MAIN",
    store: "S001",
    phone: language === "zh" ? "13700003331" : "13700003332",
  });
  const document = await desk?.ask("POST", "/v1/points/documents", {
    member: member.id,
    points: 88,
    reason: "a mistake at the till",
  });
  await desk?.ask("POST", `/v1/points/documents/${document.id}/submit`);
  expect(shop.base).toBeTruthy();
  await signIn("Li Na");
  await expect(page.getByRole("button", { name: t("待办", "Waits for you") })).toBeVisible();
  await page.goto("/points/documents?state=submitted");
  await page
    .getByRole("button", { name: t("批准", "Approve") })
    .first()
    .click();
  await look("approve");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("确定", "Confirm") })
    .click();
  await expect(page.getByText(t("已完成", "Done")).first()).toBeVisible();
  const after = await desk?.ask("GET", `/v1/points/documents/${document.id}`);
  expect(after.state).toBe("approved");
});

test("a store's clerk does not see another store", async ({ page, t, look, signIn }) => {
  await signIn("Zhang Wei");
  await expect(page.getByRole("link", { name: t("角色", "Roles") })).toHaveCount(0);
  await page.goto("/receipts?store=S002");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look("another-store");
  await page.goto("/access/accounts");
  await expect(page.getByRole("alert").first()).toBeVisible();
});
