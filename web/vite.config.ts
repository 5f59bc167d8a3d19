import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      // Its package names the build for development alone.
      "react-router/dom": at("./node_modules/react-router/dist/production/dom-export.mjs"),
      "react-router": at("./node_modules/react-router/dist/production/index.mjs"),
      "@schemas": at("./src/api/generated/schemas"),
      "@": at("./src"),
    },
  },
  build: {
    outDir: process.env.GUANXI_WEB_DIST ?? at("../build/web/dist"),
    emptyOutDir: true,
    license: { fileName: "licenses.md" }, // of what is bundled: it goes where the program goes
    target: "es2022",
    assetsInlineLimit: 0, // data: addresses would not pass the policy of scripts and fonts
    rollupOptions: { input: { index: at("./index.html"), pos: at("./pos.html") } },
  },
  server: {
    port: 5173,
    proxy: {
      "/v1": process.env.GUANXI_URL ?? "http://127.0.0.1:8080",
      "/docs": process.env.GUANXI_URL ?? "http://127.0.0.1:8080",
    },
  },
  test: { environment: "jsdom", setupFiles: ["./tests/setup.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
