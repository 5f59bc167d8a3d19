// A Command that counts once, and versions of what is changed.
import { ApiError } from "@/api/client";
import { queryClient, useIdempotencyKey } from "@/api/query";
import { Command } from "./Page";

type Once = { "Idempotency-Key": string };
type ActProps<B extends object> = Omit<React.ComponentProps<typeof Command<B>>, "run"> & {
  run: (body: B, once: Once) => Promise<unknown>;
};

/** A Command that counts once however often it is pressed, after which everything shown is read anew. */
export function Act<B extends object = object>({ run, ...props }: ActProps<B>) {
  const key = useIdempotencyKey();
  return (
    <Command<B>
      {...props}
      run={async (body) => {
        try {
          await run(body, key.header());
        } catch (fault) {
          // What the server has refused is another request when it is changed; what it was not reached for is the same.
          if (fault instanceof ApiError && fault.status >= 400 && fault.status < 500) key.renew();
          throw fault;
        }
        key.renew();
        await queryClient.invalidateQueries();
      }}
    />
  );
}

export const version = (value: number) => ({ "If-Match": `"${value}"` });
