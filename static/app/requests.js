// Sign-ins that wait for an answer: fetched for every account, answered over their exact text.

import * as api from "./api.js";
import { sha256hex } from "./bytes.js";
import * as store from "./store.js";

// Only what the signed text says is ever shown or answered.
function read(account, { id, text, seconds_left: left }, fetchedAt) {
  let facts;
  try {
    facts = JSON.parse(text);
  } catch {
    return null;
  }
  if (facts?.id !== id) return null;
  return { account, id, text, facts, endsAt: fetchedAt + left * 1000 };
}

async function lookOne(account) {
  if (!account.privateKey) return { account, isKeyless: true, waiting: [] };
  try {
    const answer = await api.get(account, "/app/api/requests");
    const now = performance.now();
    const { name } = answer.device;
    if (account.isGone || name !== account.name) {
      await store.accountChange(account.id, { isGone: false, name });
    }
    const waiting = answer.requests.map((one) => read(account, one, now)).filter(Boolean);
    return { account: { ...account, isGone: false, name }, device: answer.device, waiting };
  } catch (error) {
    return failed(account, error);
  }
}

async function failed(account, error) {
  if (error instanceof api.Refused && error.isUnknownPhone) {
    await store.accountChange(account.id, { isGone: true });
    return { account: { ...account, isGone: true }, waiting: [] };
  }
  if (error instanceof api.Unreachable || error instanceof api.Refused) {
    return { account, isUnreached: true, waiting: [] };
  }
  throw error;
}

export async function look() {
  return Promise.all((await store.accounts()).map(lookOne));
}

// Returns what came of it: approved, wrong, denied, reported, over, changed or unreachable.
export async function answer(request, facts) {
  const path = `/app/api/requests/${encodeURIComponent(request.id)}`;
  const seen = await sha256hex(request.text);
  try {
    return (await api.post(request.account, path, { ...facts, seen })).result;
  } catch (error) {
    if (error instanceof api.Unreachable) return "unreachable";
    if (!(error instanceof api.Refused)) throw error;
    if (error.isUnknownPhone) return "unknown";
    return error.status === 404 ? "over" : "changed";
  }
}

// Any digit of any script, without spaces, hyphens and dots; "" when something else is in it.
export function digitsOnly(typed) {
  const kept = typed.replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff\-\u2010-\u2015.\u00b7]/g, "").normalize("NFKC");
  return /^[0-9]*$/.test(kept) ? kept : "";
}
