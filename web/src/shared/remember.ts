// Small settings of one's own in this browser: columns, views, drafts. Nothing personal of members.
const at = (key: string) => `guanxi.${key}`;

export function remembered<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(at(key));
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
export function remember(key: string, value: unknown) {
  try {
    if (value === undefined) localStorage.removeItem(at(key));
    else localStorage.setItem(at(key), JSON.stringify(value));
  } catch {
    // storage is switched off or full: it holds until the page is left
  }
}
