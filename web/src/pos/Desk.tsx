// What every part of the till works on: the sale and its price, the place, the person, the line.
import { createContext, type Dispatch, useContext, useEffect, useMemo, useReducer, useRef } from "react";
import { ApiError, api } from "@/api/client";
import type { OperationId } from "@/api/generated/operations";
import { permissionOf } from "@/api/generated/operations";
import { useLanguage } from "@/i18n";
import { holds, type Session } from "@/shared/session";
import { keepSale, openSale } from "./device/basket";
import { type LineState, reach, useLine } from "./device/line";
import type { Place } from "./device/place";
import { basketPrice, type Price } from "./logic/price";
import { type Action, basketOf, reduce, type State } from "./logic/sale";

export type Person = Pick<Session, "actor" | "name" | "permissions" | "stores">;
type Desk = {
  state: State;
  dispatch: Dispatch<Action>;
  place: Place;
  person: Person;
  line: LineState;
  price: Price;
  may: (operation: OperationId) => boolean;
};
const Context = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error("outside a desk");
  return desk;
}

const renewAfter = 240_000; // a price holds for five minutes

/** Asks for the price of what is in the basket, and again before it runs out. The last question counts. */
function usePricing(state: State, dispatch: Dispatch<Action>, place: Place, up: boolean) {
  const language = useLanguage();
  const basket = basketOf(state.sale);
  const key = basket ? JSON.stringify([basket, language]) : "";
  const asked = useRef("");
  useEffect(() => {
    asked.current = key;
    if (key === "" || !up) return;
    const ask = async () => {
      const [body] = JSON.parse(key) as [NonNullable<ReturnType<typeof basketOf>>];
      try {
        const { data } = await reach(
          api.POST("/v1/checkout/quote", {
            body: { ...body, store: place.store, till: place.till, channel: "store", trace: true },
            signal: AbortSignal.timeout(8_000),
          }),
        );
        if (data && asked.current === key) dispatch({ do: "quoted", key, quote: data });
      } catch (fault) {
        if (!(fault instanceof ApiError)) throw fault;
        if (asked.current === key && fault.status !== 0) dispatch({ do: "unquoted", key, problem: fault.problem });
      }
    };
    const first = setTimeout(ask, 80);
    const renew = setInterval(ask, renewAfter);
    return () => {
      clearTimeout(first);
      clearInterval(renew);
    };
  }, [key, up, place.store, place.till, dispatch]);
  return key;
}

export function DeskProvider({ place, person, children }: { place: Place; person: Person; children: React.ReactNode }) {
  const [state, dispatch] = useReducer(reduce, undefined, () => ({ sale: openSale() }));
  const line = useLine();
  const key = usePricing(state, dispatch, place, line.up);
  useEffect(() => {
    try {
      keepSale(state.sale);
    } catch {
      // storage is full or switched off: the page still works as long as it is open
    }
  }, [state.sale]);
  const value = useMemo(
    () => ({
      state,
      dispatch,
      place,
      person,
      line,
      price: basketPrice(state, key, line.up),
      may: (operation: OperationId) => holds(person.permissions, permissionOf[operation] ?? "?"),
    }),
    [state, place, person, line, key],
  );
  return <Context value={value}>{children}</Context>;
}
