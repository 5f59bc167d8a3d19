import { Watermark } from "antd";
import type { ReactNode } from "react";
import { today } from "./format";
import { useSession } from "./session";

/** Around what shows personal data in clear: who looks stands across it. */
export function Marked({ children }: { children: ReactNode }) {
  const { session } = useSession();
  return (
    <Watermark content={[session?.name ?? "", today()]} font={{ fontSize: 13, color: "rgba(128,128,128,.16)" }}>
      {children}
    </Watermark>
  );
}
