// What the first load may weigh, gzip: the console's shell 320 KB, the till 320 KB. Fails the build where it is more.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = process.env.GUANXI_WEB_DIST ?? join(dirname(fileURLToPath(import.meta.url)), "../../build/web/dist");
const budgets = { "index.html": 320, "pos.html": 320 };

/** The page, and what it loads before anything is asked for. */
function firstLoad(page) {
  const html = readFileSync(join(dist, page), "utf8");
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
  return [page, ...new Set(files)];
}

let over = false;
for (const [page, budget] of Object.entries(budgets)) {
  const bytes = firstLoad(page).reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    0,
  );
  const kilobytes = Math.ceil(bytes / 1024);
  console.log(`${page}: ${kilobytes} KB gzip at first load, at most ${budget}`);
  over ||= kilobytes > budget;
}
if (over) process.exit(1);
