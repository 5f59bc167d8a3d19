// Files from the API to the person's disk and back.
import { ask } from "@/api/client";

/** A blob or a data: address under a name. */
export function saveFile(name: string, what: Blob | string) {
  const link = document.createElement("a");
  link.href = typeof what === "string" ? what : URL.createObjectURL(what);
  link.download = name;
  link.click();
  if (typeof what !== "string") setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What the server says the file is called, else `name`. */
export async function download(path: string, name: string, init?: RequestInit) {
  const response = await ask(path, init);
  const said = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  saveFile(said ? decodeURIComponent(said) : name, await response.blob());
}
