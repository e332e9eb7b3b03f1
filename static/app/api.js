// What is said to the server. Each request is signed with the phone's key; no cookie is sent.

import { base64url, sha256, utf8 } from "./bytes.js";
import * as clock from "./clock.js";
import * as keys from "./keys.js";
import * as store from "./store.js";

const PATIENCE = 10_000;

export class Unreachable extends Error {}

export class Refused extends Error {
  constructor(status, body) {
    super(`${status} ${body.error ?? ""}`);
    this.status = status;
    this.reason = body.error ?? "";
    this.body = body;
  }

  get isUnknownPhone() {
    return this.status === 401 && this.reason === "unknown";
  }
}

export function activate(facts) {
  return send("POST", "/app/api/activate", JSON.stringify(facts), {});
}

export const activationProof = (privateKey, token, publicKey) =>
  keys.sign(privateKey, `keydesk-app-activate\n${token}\n${publicKey}`);

export async function get(account, path) {
  return signed(account, "GET", path, "");
}

export async function post(account, path, facts) {
  return signed(account, "POST", path, JSON.stringify(facts));
}

async function signed(account, method, path, body) {
  try {
    return await send(method, path, body, await header(account, method, path, body));
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== "clock") throw error;
    await clock.learn(error.body.server_ms);
    return send(method, path, body, await header(account, method, path, body));
  }
}

async function header(account, method, path, body) {
  const moment = method === "GET" ? clock.now() : await store.momentNext(account.id, clock.now());
  const digest = base64url(await sha256(utf8(body)));
  const text = ["keydesk-app-v1", method, path, account.id, moment, digest].join("\n");
  const signature = await keys.sign(account.privateKey, text);
  return { "Keydesk-App": `${account.id}.${moment}.${signature}` };
}

async function send(method, path, body, headers) {
  const answer = await reach(path, {
    method,
    headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
    body: body || undefined,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const facts = await answer.json().catch(() => ({}));
  if (answer.status >= 500) throw new Unreachable(String(answer.status));
  if (!answer.ok) throw new Refused(answer.status, facts);
  await clock.learn(facts.server_ms);
  return facts;
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new Unreachable(error.message);
  }
}
