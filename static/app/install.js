// Putting the app on the home screen: by the browser's own question, or by words.

import * as support from "./support.js";

let question = null;
let changed = () => {};

export function watch(tell) {
  changed = tell;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    question = event;
    changed();
  });
  window.addEventListener("appinstalled", () => {
    question = null;
    changed();
  });
}

// ask (a button can), words (Safari: the share sheet) or ""
export function way() {
  if (support.isInstalled()) return "";
  if (question) return "ask";
  return support.isApple() ? "words" : "";
}

export async function ask() {
  await question?.prompt();
  question = null;
  changed();
}
