// The journeys that matter, in a real Chromium against the real program: script/web journeys.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "journeys",
  testMatch: "*.journey.ts",
  outputDir: "../build/web/journeys",
  workers: 1, // one shop, and two cores that also serve it
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["line"]],
  projects: [
    { name: "zh", use: { locale: "zh-CN" } },
    { name: "en", use: { locale: "en-GB" } },
  ],
  use: {
    browserName: "chromium",
    viewport: { width: 1366, height: 850 },
    timezoneId: "Asia/Shanghai",
    video: "off",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.GUANXI_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
