// Web Push: a nudge that something waits. Asked for after a tap only; the app works without it.

import * as api from "./api.js";
import { base64url, fromBase64url } from "./bytes.js";
import * as store from "./store.js";
import * as support from "./support.js";

// unoffered, install, unsupported, denied, ask, off, failed or on
export async function state() {
  if (!(await store.setting("vapidKey"))) return "unoffered";
  if (!support.hasPush()) {
    return support.isApple() && !support.isInstalled() ? "install" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  if ((await store.setting("push")) === "off") return "off";
  if (Notification.permission === "default") return "ask";
  return (await store.setting("pushFailed")) ? "failed" : "on";
}

// To be called from a tap: browsers ask only then.
export async function allow() {
  if (Notification.permission === "default") await Notification.requestPermission();
  await store.settingPut("push", "on");
  await sync();
}

export async function stop() {
  await store.settingPut("push", "off");
  await sync();
}

async function registration() {
  const found = await navigator.serviceWorker.getRegistration("/app/");
  return found ? navigator.serviceWorker.ready : null;
}

async function subscriptionMake() {
  const worker = await registration();
  if (!worker) throw new Error("no worker");
  const vapidKey = await store.setting("vapidKey");
  const old = await worker.pushManager.getSubscription();
  if (old) {
    const key = old.options.applicationServerKey;
    if (key && base64url(key) === vapidKey) return old;
    await old.unsubscribe(); // the server has a new key
  }
  const options = { userVisibleOnly: true, applicationServerKey: fromBase64url(vapidKey) };
  return worker.pushManager.subscribe(options);
}

async function subscriptionDrop() {
  const worker = support.hasPush() ? await registration() : null;
  const old = await worker?.pushManager.getSubscription();
  await old?.unsubscribe();
}

async function tell(subscription) {
  const facts = subscription?.toJSON();
  const endpoint = facts?.endpoint ?? "";
  const short = facts ? { endpoint, keys: facts.keys } : null;
  for (const account of await store.accounts()) {
    if (account.isGone || !account.privateKey || (account.pushSent ?? "") === endpoint) continue;
    await api.post(account, "/app/api/push", { subscription: short });
    await store.accountChange(account.id, { pushSent: endpoint });
  }
}

// Brings the push service, the server and the wish of the person to the same state.
export async function sync() {
  const now = await state();
  if (now === "unoffered" || now === "ask") return;
  const isWanted = now === "on" || now === "failed";
  try {
    if (!isWanted) await subscriptionDrop();
    await tell(isWanted ? await subscriptionMake() : null);
    await store.settingPut("pushFailed", "");
  } catch (error) {
    // Out of reach is not failed: the next look at the server tries again.
    if (!(error instanceof api.Unreachable)) await store.settingPut("pushFailed", error.name);
  }
}

// The server lost the address (the push service said that it is gone): get a new one.
export async function renew(account) {
  await subscriptionDrop();
  await store.accountChange(account.id, { pushSent: "" });
  await sync();
}
