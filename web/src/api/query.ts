// Reading and changing over the API from pages.
//
//   const member = useRead("/v1/members/{id}", { params: { path: { id } } });      member.data, .error, .isPending
//   const close = useChange(({ reason }: Form) => api.POST("/v1/members/{id}/close", { … headers: key() … }));
//   close.mutate(form)                     what is shown is read anew afterwards
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FetchResponse, MaybeOptionalInit } from "openapi-fetch";
import { useRef } from "react";
import { ApiError, api } from "./client";
import type { paths } from "./generated/types";

type HasGet = { [P in keyof paths]: paths[P] extends { get: { responses: unknown } } ? P : never }[keyof paths];
type Get<P extends HasGet> = paths[P] extends { get: infer G extends Record<string | number, unknown> } ? G : never;
export type Answer<P extends HasGet> = NonNullable<FetchResponse<Get<P>, unknown, "application/json">["data"]>;
export type Init<P extends HasGet> = MaybeOptionalInit<paths[P], "get">;
export type { HasGet };

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 503 || error.status === 429),
    },
    mutations: { retry: false },
  },
});

type ReadOptions<D> = {
  enabled?: boolean;
  refetchInterval?: number | false | ((data: D | undefined) => number | false);
};

export function useRead<P extends HasGet>(path: P, init: Init<P>, options: ReadOptions<Answer<P>> = {}) {
  const { refetchInterval: every, ...rest } = options;
  return useQuery<Answer<P>, ApiError>({
    queryKey: [path, init],
    queryFn: async ({ signal }) => {
      const ask = api.GET as (path: P, init: unknown) => Promise<{ data?: unknown }>;
      return (await ask(path, { ...(init as object), signal })).data as Answer<P>;
    },
    placeholderData: keepPreviousData,
    ...rest,
    ...(every !== undefined && {
      refetchInterval: typeof every === "function" ? (query) => every(query.state.data) : every,
    }),
  });
}

type ItemOf<P extends HasGet> = Answer<P> extends { items: (infer R)[] } ? R : never;

/** Every page of a list, at most 5,000 rows: for what is chosen from, such as stores. Read once in five minutes. */
export function useAll<P extends HasGet>(
  path: P,
  query: Record<string, unknown> = {},
  options: { enabled?: boolean } = {},
) {
  return useQuery<ItemOf<P>[], ApiError>({
    queryKey: [path, "all", query],
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const ask = api.GET as (
        path: P,
        init: unknown,
      ) => Promise<{ data?: { items: ItemOf<P>[]; next_cursor?: string } }>;
      const rows: ItemOf<P>[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await ask(path, {
          params: { query: { ...query, limit: 200, ...(cursor && { cursor }) } },
          signal,
        });
        rows.push(...(data?.items ?? []));
        cursor = data?.next_cursor;
      } while (cursor && rows.length < 5_000);
      return rows;
    },
    ...options,
  });
}

/** A change. Afterwards everything shown is read anew; `onDone` gets the answer. */
export function useChange<V = void, D = unknown>(
  change: (values: V) => Promise<{ data?: D }>,
  onDone?: (data: D, values: V) => void,
) {
  const client = useQueryClient();
  return useMutation<D, ApiError, V>({
    mutationFn: async (values) => (await change(values)).data as D,
    onSuccess: async (data, values) => {
      onDone?.(data, values);
      await client.invalidateQueries();
    },
  });
}

/** The header of a command that must count once: the same key until `renew()`, so that pressing again repeats nothing. */
export function useIdempotencyKey() {
  const key = useRef<string>("");
  if (!key.current) key.current = crypto.randomUUID();
  return {
    header: () => ({ "Idempotency-Key": key.current }),
    renew: () => {
      key.current = crypto.randomUUID();
    },
  };
}
