// A page that has only something to say, and the way on.
import { Flex, Typography } from "antd";
import type { ReactNode } from "react";

export function Plain({ title, help, children }: { title: string; help: ReactNode; children: ReactNode }) {
  return (
    <Flex vertical align="center" gap={12} style={{ padding: "96px 16px", textAlign: "center" }}>
      <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
        {title}
      </Typography.Title>
      <Typography.Text type="secondary">{help}</Typography.Text>
      {children}
    </Flex>
  );
}
