// About this app: notifications on or off, what the browser promises to keep, how to install.

import * as install from "./install.js";
import * as push from "./push.js";
import { on, part, text } from "./texts.js";
import * as views from "./views.js";

async function showState(root) {
  const state = await push.state();
  part(root, "push").textContent = text(`push.${state}`);
  root.querySelector("[data-do=allow]").hidden = !["ask", "off", "failed"].includes(state);
  root.querySelector("[data-do=stop]").hidden = state !== "on";
  const isKept = await navigator.storage?.persisted?.().catch(() => false);
  part(root, "storage").textContent = text(isKept ? "storage.kept" : "storage.may-go");
  root.querySelector("[data-do=install]").hidden = install.way() !== "ask";
  part(root, "install-words").hidden = install.way() !== "words";
}

export function render(root) {
  const after = (work) => async () => {
    await work();
    await showState(root);
  };
  on(root, {
    back: () => views.back(),
    allow: after(push.allow),
    stop: after(push.stop),
    install: after(install.ask),
  });
  showState(root);
}
