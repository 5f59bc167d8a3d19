// Before the till: one page only, somebody signed in, a store and a till chosen. Without a line the person of the last
// session goes on where they were; what needs the server says so.
import { Button, Flex, Spin } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { Plain } from "@/shared/Plain";
import { remember, remembered } from "@/shared/remember";
import { holds, type Session, useSession } from "@/shared/session";
import { Counter } from "./Counter";
import { DeskProvider, type Person } from "./Desk";
import { useLine, watchLine } from "./device/line";
import { watchOutbox } from "./device/outbox";
import { type Place, rememberedPlace, rememberPlace } from "./device/place";
import { takeOver, useHolding } from "./device/tab";

const load = () => import("@/shared/SignIn");
const SignInPage = lazy(async () => ({ default: (await load()).SignInPage }));
const LackingPage = lazy(async () => ({ default: (await load()).LackingPage }));
const SignInAgain = lazy(async () => ({ default: (await load()).SignInAgain }));
const ChoosePlace = lazy(async () => ({ default: (await import("./ChoosePlace")).ChoosePlace }));

const useWords = defineWords("pos.gate", {
  other: ["收银台已在另一个页面打开", "The till is open in another page"],
  otherHelp: [
    "同一台收银机同时只用一个页面，流水号和待上传的单据才不会重复。",
    "One page at a time, so that no number is given twice and nothing is sent twice.",
  ],
  lost: ["收银台已转到另一个页面", "Another page has taken the till over"],
  lostHelp: ["本页的购物篮与待上传单据都已在那里。", "The basket and what waits to be sent are there."],
  here: ["在这里使用", "Use it here"],
  noRight: ["没有收银权限", "You may not sell"],
  noRightHelp: ["需要权限 sales:write，请联系管理员。", "It takes the permission sales:write; ask your administrator."],
  out: ["换一个账号", "Sign in as somebody else"],
});

export function Gate() {
  return (
    <Suspense fallback={<Wait />}>
      <OnlyPage />
    </Suspense>
  );
}

const Wait = () => (
  <Flex justify="center" align="center" style={{ minHeight: "100vh" }}>
    <Spin size="large" />
  </Flex>
);

function OnlyPage() {
  const t = useWords();
  const holding = useHolding();
  if (holding === "asking") return <Wait />;
  if (holding === "ours") return <SignedIn />;
  return (
    <Plain title={t(holding === "lost" ? "lost" : "other")} help={t(holding === "lost" ? "lostHelp" : "otherHelp")}>
      <Button type="primary" size="large" onClick={takeOver}>
        {t("here")}
      </Button>
    </Plain>
  );
}

type Kept = Person & { until: string };
const keep = ({ actor, name, permissions, stores, expires_at }: Session) =>
  remember("pos.person", { actor, name, permissions, stores, until: expires_at } satisfies Kept);

function SignedIn() {
  const { session, error, ended, reload } = useSession();
  const line = useLine();
  useEffect(() => watchLine(), []);
  useEffect(() => {
    if (session) keep(session);
    if (session === null) remember("pos.person", undefined);
  }, [session]);
  useEffect(() => {
    if (line.up && error) void reload(); // the line is back: who is it really
  }, [line.up, error, reload]);

  if (session === null) return <SignInPage />;
  if (session?.lacking) return <LackingPage session={session} />;
  if (session)
    return (
      <>
        <AtPlace person={session} signedIn />
        {ended && <SignInAgain />}
      </>
    );
  const kept = remembered<Kept>("pos.person");
  if (error && kept && Date.parse(kept.until) > Date.now()) return <AtPlace person={kept} signedIn={false} />;
  if (error) return <ErrorNotice error={error} onRetry={() => void reload()} />;
  return <Wait />;
}

function AtPlace({ person, signedIn }: { person: Person; signedIn: boolean }) {
  const t = useWords();
  const { leave } = useSession();
  const [place, setPlace] = useState(rememberedPlace);
  useEffect(() => (signedIn ? watchOutbox() : undefined), [signedIn]);
  const choose = (next: Place | undefined) => {
    rememberPlace(next);
    setPlace(next);
  };
  if (!holds(person.permissions, "sales:write"))
    return (
      <Plain title={t("noRight")} help={t("noRightHelp")}>
        <Button onClick={() => void leave()}>{t("out")}</Button>
      </Plain>
    );
  if (!place) return <ChoosePlace onChosen={choose} />;
  return (
    <DeskProvider key={`${place.store}/${place.till}`} place={place} person={person}>
      <Counter onChangePlace={() => choose(undefined)} />
    </DeskProvider>
  );
}
