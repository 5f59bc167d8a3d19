// Who is signed in and what they may do. An ended session asks for the password over the page, which stays as it is.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, onSessionEnd, type Schemas, setCsrf } from "@/api/client";
import { type OperationId, permissionOf } from "@/api/generated/operations";
import { queryClient } from "@/api/query";

export type Session = Schemas["Session"];
type State = {
  /** undefined: not known yet; null: nobody. */
  session: Session | null | undefined;
  error?: ApiError | undefined;
  take: (session: Session) => void;
  leave: () => Promise<void>;
  reload: () => Promise<void>;
  /** Set while an ended session waits for its person. */
  ended?: ((back: boolean) => void) | undefined;
};
const Context = createContext<State | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null>();
  const [error, setError] = useState<ApiError>();
  const [ended, setEnded] = useState<(back: boolean) => void>();
  const waiting = useRef<Promise<boolean> | null>(null);
  const known = useRef<Session | null>(null);

  const take = useCallback((next: Session) => {
    if (known.current && known.current.actor !== next.actor) queryClient.clear(); // nothing of another's stays
    known.current = next;
    setCsrf(next.csrf_token);
    setSession(next);
  }, []);

  const reload = useCallback(async () => {
    try {
      setError(undefined);
      const { data } = await api.GET("/v1/session");
      if (data) take(data);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      if (fault.status === 401 || fault.status === 404) setSession(null);
      else setError(fault);
    }
  }, [take]);

  useEffect(() => {
    onSessionEnd(() => {
      if (!known.current) return Promise.resolve(false); // the sign-in page is shown already
      waiting.current ??= new Promise<boolean>((resolve) => {
        setEnded(() => (back: boolean) => {
          waiting.current = null;
          setEnded(undefined);
          if (!back) {
            known.current = null;
            queryClient.clear();
            setSession(null);
          }
          resolve(back);
        });
      });
      return waiting.current;
    });
    void reload();
  }, [reload]);

  const leave = useCallback(async () => {
    await api.DELETE("/v1/session");
    known.current = null;
    setCsrf("");
    queryClient.clear();
    setSession(null);
  }, []);

  const value = useMemo(
    () => ({ session, error, take, leave, reload, ended }),
    [session, error, take, leave, reload, ended],
  );
  return <Context value={value}>{children}</Context>;
}

export function useSession(): State {
  const state = useContext(Context);
  if (!state) throw new Error("outside a SessionProvider");
  return state;
}

export function holds(permissions: readonly string[], wanted: string): boolean {
  if (wanted === "") return true;
  const family = `${wanted.split(":")[0]}:*`;
  return permissions.includes("*") || permissions.includes(wanted) || permissions.includes(family);
}

/** `may("add_card_type")` by the operation's name, or `may("cards:write")` by the permission's. */
export function useMay() {
  const { session } = useSession();
  const permissions = session?.permissions;
  return useCallback(
    (what: OperationId | `${string}:${string}`) => {
      const permission = permissionOf[what as OperationId] ?? what;
      return holds(permissions ?? [], permission);
    },
    [permissions],
  );
}
