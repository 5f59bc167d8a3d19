// Where one is, who, when by the server's clock, and whether there is a line.
import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Badge, Button, Typography } from "antd";
import { useEffect, useState } from "react";
import { defineWords, useLanguage } from "@/i18n";
import { useDark } from "@/shared/App";
import { LanguageSwitch } from "@/shared/SignIn";
import { useDesk } from "./Desk";
import { now } from "./device/line";
import { businessDate, localOf } from "./logic/clock";

const useWords = defineWords("pos.head", {
  title: ["关系收银", "Guanxi till"],
  day: ["营业日 {{date}}", "Business day {{date}}"],
  up: ["在线", "Online"],
  down: ["断网", "Offline"],
  dark: ["深色模式", "Dark mode"],
  light: ["浅色模式", "Light mode"],
});

export function Head() {
  const t = useWords();
  const language = useLanguage();
  const { dark, setDark } = useDark();
  const { place, person, line } = useDesk();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <header className="till-head">
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <Typography.Title level={1} style={{ fontSize: 16, margin: 0 }}>
        {t("title")}
      </Typography.Title>
      <Typography.Text strong ellipsis>
        {place.storeName} · {place.till}
      </Typography.Text>
      <span className="quiet num">
        {t("day", { date: businessDate(at, place.zone, place.cutoff) })} · {localOf(at, place.zone).time}
      </span>
      <span style={{ marginInlineStart: "auto" }}>{person.name}</span>
      <Badge status={line.up ? "success" : "error"} text={t(line.up ? "up" : "down")} />
      <LanguageSwitch language={language} />
      <Button
        type="text"
        icon={dark ? <SunOutlined /> : <MoonOutlined />}
        aria-label={t(dark ? "light" : "dark")}
        onClick={() => setDark(!dark)}
      />
    </header>
  );
}
