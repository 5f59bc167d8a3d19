// A word with a coloured dot: what a state comes to. (Words on coloured grounds are too faint.)
import { Badge } from "antd";
import type { ReactNode } from "react";

export const Mark = ({ color = "#8c8c8c", children }: { color?: string; children: ReactNode }) => (
  <Badge color={color} text={children} style={{ whiteSpace: "nowrap", marginInlineEnd: 12 }} />
);
