// The server's time: the phone's own clock and the difference last seen between the two.

import * as store from "./store.js";

export const TOLERATED = 30_000; // one step of an offline code
let offset = 0;
let known = false;

export async function load() {
  const kept = await store.setting("offset");
  if (Number.isFinite(kept)) offset = kept;
}

export const now = () => Date.now() + offset;

// Positive when the phone is behind.
export const difference = () => offset;
export const isKnown = () => known;
export const isWrong = () => Math.abs(offset) > TOLERATED;

export async function learn(serverMs) {
  if (!Number.isFinite(serverMs)) return;
  const found = Math.round(serverMs - Date.now());
  const isNews = !known || Math.abs(found - offset) > 2_000;
  known = true;
  if (!isNews) return;
  offset = found;
  await store.settingPut("offset", found);
}
