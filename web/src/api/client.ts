// The typed client of the API, and what every request of a page needs: the proof against requests of other sites, the
// language, versions (ETag), and errors as something that can be shown.
import createClient, { type Middleware } from "openapi-fetch";
import { language } from "@/i18n";
import type { components, operations, paths } from "./generated/types";

export type Schemas = components["schemas"];
/** What an operation takes: `Body<"change_card_type">`. */
export type Body<O extends keyof operations> = operations[O] extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: { "application/json": infer B } }
    ? B
    : never
  : never;
export type Problem = Schemas["Problem"];

/** What the server refused, or `offline` if it could not be asked. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }
  get code() {
    return this.problem.code;
  }
  get status() {
    return this.problem.status;
  }
}

export const offline = () =>
  new ApiError({
    type: "about:blank",
    title: language() === "zh" ? "连接不上服务器" : "The server cannot be reached",
    detail:
      language() === "zh"
        ? "请检查网络；已填写的内容都还在，恢复后可重试。"
        : "Check the network. What you typed is still here; try again once the line is back.",
    status: 0,
    code: "offline",
    trace_id: "",
  });

/** Asked when the session has ended: shows the sign-in and answers whether somebody signed in. */
type SignInAgain = () => Promise<boolean>;
const state: { csrf: string; signInAgain?: SignInAgain; etags: Map<string, string> } = { csrf: "", etags: new Map() };

export function setCsrf(token: string) {
  state.csrf = token;
}
export function onSessionEnd(ask: SignInAgain) {
  state.signInAgain = ask;
}
/** The version of what was last read at this address, for If-Match. */
export const etagOf = (path: string) => state.etags.get(path);

const ended = new Set(["unauthenticated", "credential_expired", "csrf_missing"]);

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.clone().json()) as Problem;
  } catch {
    const title = `HTTP ${response.status}`;
    return { type: "about:blank", title, detail: title, status: response.status, code: "unknown", trace_id: "" };
  }
}

function headed(request: Request): Request {
  request.headers.set("Accept-Language", language() === "zh" ? "zh-CN" : "en");
  if (request.method !== "GET" && state.csrf) request.headers.set("X-CSRF-Token", state.csrf);
  return request;
}

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  let response: Response;
  try {
    response = await fetch(headed(request));
  } catch {
    throw offline();
  }
  if (response.status !== 401 && response.status !== 403) return response;
  const { code } = await problemOf(response);
  const signingIn = new URL(request.url).pathname === "/v1/session" && request.method !== "GET";
  if (signingIn || !ended.has(code) || !state.signInAgain) return response;
  if (!(await state.signInAgain())) return response;
  try {
    return await fetch(headed(again));
  } catch {
    throw offline();
  }
}

const errors: Middleware = {
  async onResponse({ response }) {
    const etag = response.headers.get("ETag");
    if (etag) state.etags.set(new URL(response.url, location.origin).pathname, etag);
    if (response.ok) return;
    const wait = Number(response.headers.get("Retry-After"));
    throw new ApiError(await problemOf(response), wait > 0 ? wait : undefined);
  },
};

/** `api.GET("/v1/members/{id}", { params: { path: { id } } })` answers `{ data }` or throws ApiError. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });
api.use(errors);

/** For what takes a file or answers one: the same headers, the same errors. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await send(new Request(new URL(path, location.origin), init));
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}
