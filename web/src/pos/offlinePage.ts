// The page itself, kept by the browser: a till that is started without a line still opens, with what it has to send.
import { loadParts } from "./parts";

export async function keepPage() {
  // What is loaded only when wanted is wanted most when it cannot be loaded.
  await loadParts();
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    const page = location.pathname;
    await navigator.serviceWorker.register("/till-worker.js", { scope: page.endsWith(".html") ? page : "/pos" });
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((one) => new URL(one.name));
    active?.postMessage({
      page,
      files: files
        .filter((url) => url.origin === location.origin)
        .map((url) => url.pathname)
        .filter(isOurs),
    });
  } catch {
    // without it the page needs the line to open; what was sold is kept all the same
  }
}
const isOurs = (path: string) => path.startsWith("/assets/") || path === "/favicon.svg";
