// What this browser can do, asked of the browser where it can be asked.

import * as store from "./store.js";

// Returns what makes the app impossible here, or "".
export async function fault() {
  if (!window.isSecureContext || !window.crypto?.subtle) return "insecure";
  if (!window.indexedDB) return "storage";
  try {
    await store.usable();
  } catch {
    return "storage"; // private windows of some browsers
  }
  return "";
}

export const isInstalled = () =>
  window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

// Only Safari on iPhone and iPad has this property. An iPad says it is a Macintosh.
export const isApple = () => "standalone" in navigator && navigator.maxTouchPoints > 0;

export const hasPush = () =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

export function deviceKind() {
  const agent = navigator.userAgent;
  if (/iPhone/.test(agent)) return "iphone";
  if (/iPad/.test(agent) || (isApple() && /Macintosh/.test(agent))) return "ipad";
  return /Android/.test(agent) ? "android" : "other";
}
