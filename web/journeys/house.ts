// A shop of its own for each run of a journey file: the real program with demo data, on a free port, in a folder that goes
// away. And what every journey does: sign in, look whether everybody can use the page, keep a picture.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

const program = process.env.GUANXI_BINARY ?? join(import.meta.dirname, "../../build/release/guanxi");
const pictures = process.env.GUANXI_PICTURES ?? join(import.meta.dirname, "../../build/web/pictures");

export const password = "four rivers meet a mountain";

type Body = Record<string, unknown>;

/** Somebody who asks over HTTP with a token: to set the stage. */
export class Desk {
  constructor(
    readonly base: string,
    readonly token: string,
  ) {}
  // biome-ignore lint/suspicious/noExplicitAny: whatever the operation answers
  async ask(method: string, path: string, body?: Body, headers: Record<string, string> = {}): Promise<any> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": crypto.randomUUID(),
        "Accept-Language": "en",
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

export class Shop {
  readonly folder = mkdtempSync(join(tmpdir(), "guanxi-journey-"));
  base = "";
  printed = "";
  private server: ChildProcess | undefined;

  guanxi(...words: string[]): string {
    return execFileSync(program, [...words, "--data", this.folder], { encoding: "utf8" }).trim();
  }

  async open(demo: string[] | undefined) {
    if (demo) this.guanxi("demo", "load", "--seed", "1", ...demo);
    const more = ["--port", "0", "--set", "limits.anonymous_per_second=0", "--set", "log.level=warn"];
    this.server = spawn(program, ["serve", "--data", this.folder, "--language", "en", ...more], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.server.stdout?.on("data", (text: Buffer) => {
      this.printed += text.toString();
    });
    for (let tries = 0; ; ++tries) {
      const found = /(http:\/\/[^/\s]+)/.exec(this.printed);
      if (found?.[1]) this.base = found[1];
      if (this.base && (await fetch(`${this.base}/readyz`).catch(() => undefined))?.ok) return;
      if (tries > 300) throw new Error(`the program does not serve: ${this.printed}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async close() {
    const server = this.server;
    if (server && server.exitCode === null) {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Somebody who may do everything and asks by token. */
  async desk(name = "Stage"): Promise<Desk> {
    this.guanxi("admin", "person", name, "--permission", "*");
    const token = this.guanxi("admin", "token", name, "--label", "journey").split("\n").at(-1) ?? "";
    const desk = new Desk(this.base, token);
    await this.settled(() => desk.ask("GET", "/v1/me"));
    return desk;
  }

  /** An account that has chosen its password: made over HTTP, where it is known at once. */
  async person(desk: Desk, name: string, may: { roles?: string[]; permissions?: string[]; stores?: string[] }) {
    const stores = await Promise.all(
      (may.stores ?? []).map(async (code) => (await desk.ask("GET", `/v1/stores/${code}`)).id as string),
    );
    const made = await desk.ask("POST", "/v1/actors", { name, ...may, stores });
    const given = await desk.ask("POST", `/v1/actors/${made.id}/password`, {});
    const json = { "Content-Type": "application/json" };
    const body = JSON.stringify({ name, password: given.password });
    const signedIn = await fetch(`${this.base}/v1/session`, { method: "POST", headers: json, body });
    if (!signedIn.ok) throw new Error(await signedIn.text());
    const { csrf_token } = (await signedIn.json()) as { csrf_token: string };
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const changed = await fetch(`${this.base}/v1/session/password`, {
      method: "POST",
      headers: { ...json, "X-CSRF-Token": csrf_token, Cookie: cookie },
      body: JSON.stringify({ current: given.password, password }),
    });
    if (!changed.ok) throw new Error(await changed.text());
  }

  /** A server reads new accounts now and then. */
  private async settled(work: () => Promise<unknown>) {
    for (let tries = 0; ; ++tries) {
      try {
        return void (await work());
      } catch (fault) {
        if (tries > 60) throw fault;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}

type Given = {
  shop: Shop;
  language: "zh" | "en";
  t: (zh: string, en: string) => string;
  signIn: (name: string, page?: Page) => Promise<void>;
  look: (name: string, page?: Page) => Promise<void>;
};

/** `demo`: arguments of `demo load`; undefined: an empty store, as after the first start. */
export const journeys = (demo: string[] | undefined) =>
  base.extend<Given, { open: Shop }>({
    open: [
      // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of what is wanted here
      async ({}, use) => {
        const shop = new Shop();
        try {
          await shop.open(demo);
          await use(shop);
        } finally {
          await shop.close();
        }
      },
      { scope: "worker", timeout: 120_000 },
    ],
    shop: async ({ open }, use) => use(open),
    // biome-ignore lint/correctness/noEmptyPattern: as above
    language: async ({}, use, info) => use(info.project.name === "en" ? "en" : "zh"),
    t: async ({ language }, use) => use((zh, en) => (language === "zh" ? zh : en)),
    baseURL: async ({ open }, use) => use(open.base),
    page: async ({ page, language }, use) => {
      await page.addInitScript((chosen) => localStorage.setItem("guanxi.language", chosen), language);
      const faults: string[] = [];
      page.on("pageerror", (fault) => faults.push(String(fault)));
      await use(page);
      expect(faults, "errors on the page").toEqual([]);
    },
    signIn: async ({ page }, use) =>
      use(async (name, at = page) => {
        await at.goto("/");
        await at.locator("input[autocomplete=username]").fill(name);
        await at.locator("input[autocomplete=current-password]").fill(password);
        await at.locator("button[type=submit]").click();
        await expect(at.locator("#content")).toBeVisible();
      }),
    look: async ({ page, language }, use, info) =>
      use(async (name, at = page) => {
        await at.waitForLoadState("networkidle");
        await at.waitForTimeout(400); // what fades in is not judged half way
        const axe = await new AxeBuilder({ page: at }).analyze();
        const serious = axe.violations.filter((one) => one.impact === "serious" || one.impact === "critical");
        const told = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
        mkdirSync(pictures, { recursive: true });
        await at.screenshot({
          path: join(
            pictures,
            `${info.titlePath[0]?.replace(/.*\//, "").replace(".journey.ts", "")}-${name}-${language}.png`,
          ),
          fullPage: true,
        });
        expect(told, `accessibility of ${name}`).toEqual([]);
      }),
  });

export { expect };
