// The colours of the theme for what is laid out by hand, and the buttons with their keys.
import { Button, theme } from "antd";
import { type ReactNode, useEffect, useRef } from "react";

/** As variables of the page: dialogs stand outside the till's own element. */
export function useColours() {
  const { token } = theme.useToken();
  useEffect(() => {
    const colours = {
      "--back": token.colorBgLayout,
      "--raised": token.colorBgContainer,
      "--edge": token.colorBorderSecondary,
      "--text": token.colorText,
      "--quiet": token.colorTextDescription,
      "--good": token.colorPrimary,
      "--chosen": token.colorPrimaryBg,
    };
    for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(name, value);
  }, [token]);
}

export type Key = { key: string; name: ReactNode; run: () => void; disabled?: boolean; why?: string | undefined };

/** While `on`: a key runs what stands with it and does nothing else, in the browser neither. */
export function useKeys(keys: readonly Key[], on = true) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const found = now.current.find((one) => one.key === event.key);
      if (!found) return;
      event.preventDefault();
      if (!found.disabled) found.run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}

export function Legend({ keys, label }: { keys: readonly Key[]; label: string }) {
  return (
    <nav className="till-legend" aria-label={label}>
      {keys.map((one) => (
        <Button
          key={one.key}
          disabled={one.disabled ?? false}
          title={one.why}
          onClick={(event) => {
            event.currentTarget.blur(); // Enter of a scanner must not press it again
            one.run();
          }}
        >
          <span className="till-key">{one.key}</span>
          {one.name}
        </Button>
      ))}
    </nav>
  );
}

/** Key and name on a button within a dialog. */
export const Keyed = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <span className="till-key">{name}</span>
    {children}
  </>
);
