// A part of the console: its places in the menu and its pages. Each page is loaded when it is first opened.
import type { ReactNode } from "react";
import type { RouteObject } from "react-router";
import type { OperationId } from "@/api/generated/operations";
import type { Pair } from "@/i18n";

export type Place = {
  path: string;
  label: Pair;
  /** What one must be allowed for it to be of use: an operation or a permission; several: any of them. */
  needs: (OperationId | `${string}:${string}`)[];
  /** Other words it is found by with ⌘K. */
  keywords?: string;
};
export type Area = {
  key: string;
  label: Pair;
  icon: ReactNode;
  places: Place[];
  routes: RouteObject[];
};

/** `page(() => import("./MembersPage"))`: a module whose default export is the page. */
export const page = (load: () => Promise<{ default: React.ComponentType }>): Pick<RouteObject, "lazy"> => ({
  lazy: async () => ({ Component: (await load()).default }),
});
