// The programme and the store one works in: lists and figures begin with them. No store: all that one may see.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useRead } from "@/api/query";
import { remember, remembered } from "./remember";
import { useMay } from "./session";

type Scope = {
  store: string | undefined;
  setStore: (store: string | undefined) => void;
  /** Code of the programme; "" until it is known, or where there is none yet. */
  programme: string;
  programmes: { code: string; name: string; currency: string }[];
  setProgramme: (programme: string) => void;
};
const Context = createContext<Scope>({
  store: undefined,
  setStore: () => {},
  programme: "",
  programmes: [],
  setProgramme: () => {},
});

export function ScopeProvider({ children }: { children: ReactNode }) {
  const may = useMay();
  const [store, setOwnStore] = useState(() => remembered<string>("scope.store"));
  const [wanted, setWanted] = useState(() => remembered<string>("scope.programme"));
  const answer = useRead("/v1/programmes", {}, { enabled: may("list_programmes") });
  // The eldest first: that is the house's own.
  const programmes = useMemo(
    () => answer.data?.items.toSorted((a, b) => a.id.length - b.id.length || a.id.localeCompare(b.id)),
    [answer.data],
  );
  const value = useMemo(
    () => ({
      store,
      setStore: (next: string | undefined) => {
        remember("scope.store", next);
        setOwnStore(next);
      },
      programme: programmes?.find((one) => one.code === wanted)?.code ?? programmes?.[0]?.code ?? "",
      programmes: programmes ?? [],
      setProgramme: (next: string) => {
        remember("scope.programme", next);
        setWanted(next);
      },
    }),
    [store, wanted, programmes],
  );
  return <Context value={value}>{children}</Context>;
}
export const useScope = () => useContext(Context);
