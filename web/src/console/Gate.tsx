// Before the console: nobody signs in, or somebody has something to set up first.
import { Flex, Spin } from "antd";
import { lazy, Suspense } from "react";
import { Outlet, useLocation } from "react-router";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { useSession } from "@/shared/session";

const load = () => import("@/shared/SignIn");
const SignInPage = lazy(async () => ({ default: (await load()).SignInPage }));
const SetUpPage = lazy(async () => ({ default: (await load()).SetUpPage }));
const LackingPage = lazy(async () => ({ default: (await load()).LackingPage }));
const SignInAgain = lazy(async () => ({ default: (await load()).SignInAgain }));

export function Gate() {
  return (
    <Suspense fallback={<Wait />}>
      <Passage />
    </Suspense>
  );
}

const Wait = () => (
  <Flex justify="center" align="center" style={{ minHeight: "100vh" }}>
    <Spin size="large" />
  </Flex>
);

function Passage() {
  const { session, error, ended, reload } = useSession();
  const { pathname } = useLocation();
  if (session === null) return pathname === "/set-up" ? <SetUpPage /> : <SignInPage />;
  if (error) return <ErrorNotice error={error} onRetry={() => void reload()} />;
  if (session === undefined) return <Wait />;
  if (session.lacking) return <LackingPage session={session} />;
  return (
    <>
      <Outlet />
      {ended && <SignInAgain />}
    </>
  );
}
