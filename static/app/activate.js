// Links this phone to an account: takes the link, makes the key, proves it, keeps the account.

import * as api from "./api.js";
import * as keys from "./keys.js";
import * as link from "./link.js";
import * as store from "./store.js";
import * as support from "./support.js";
import { on, part, say, text } from "./texts.js";
import * as views from "./views.js";

// Returns the account as it is kept. The seed is turned into a key and not kept itself.
async function linkPhone(token, name) {
  const { privateKey, publicKey } = await keys.make();
  const proof = await api.activationProof(privateKey, token, publicKey);
  const answer = await api.activate({ token, public_key: publicKey, name, proof });
  const account = {
    id: answer.app_id,
    name: answer.name,
    person: answer.person,
    organisation: answer.organisation,
    privateKey,
    totpKey: answer.seed ? await keys.totpKey(answer.seed) : null,
    linkedAt: Date.now(),
    pushSent: "",
    isGone: false,
  };
  await store.accountAdd(account);
  await store.settingPut("vapidKey", answer.vapid_key ?? "");
  await navigator.storage?.persist?.().catch(() => false);
  return account;
}

function reason(error) {
  if (error instanceof api.Unreachable) return "activate.unreachable";
  if (!(error instanceof api.Refused)) return "activate.failed";
  return { 404: "activate.dead", 429: "activate.later" }[error.status] ?? "activate.refused";
}

function problem(root, words) {
  const place = part(root, "problem");
  place.textContent = words;
  place.hidden = false;
  say(words);
}

// On iPhone and iPad the installed app does not see what Safari keeps: install first.
export function open(token) {
  const isTrap = support.isApple() && !support.isInstalled();
  views.enter(isTrap ? "install-first" : "activate", { token });
}

export function render(root, { token }) {
  const form = root.querySelector("form");
  const name = form.elements.name;
  name.value = text(`device.${support.deviceKind()}`);
  on(root, { back: () => views.back() });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      await linkPhone(token, name.value.trim().slice(0, 60) || text("device.other"));
      say(text("activate.done"));
      views.back();
    } catch (error) {
      problem(root, text(reason(error)));
      button.disabled = !(error instanceof api.Unreachable);
    }
  });
}

export function installFirstRender(root, { token }) {
  part(root, "code").textContent = token;
  on(root, {
    back: () => views.back(),
    anyway: () => views.enter("activate", { token }),
    copy: async () => {
      const isCopied = await navigator.clipboard.writeText(token).then(() => true, () => false);
      say(text(isCopied ? "copied" : "copy.failed"));
    },
  });
}

// The three ways to a link: the camera, a pasted code, and the link itself (main.js).
export function waysRender(root) {
  const form = root.querySelector("form");
  const field = form.elements.link;
  part(root, "scan").hidden = !support.hasCamera();
  on(root, { back: () => views.back(), scan: () => views.enter("scan", { found: open }) });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const result = link.parse(field.value);
    if (result.token) {
      open(result.token);
      return;
    }
    field.setAttribute("aria-invalid", "true");
    problem(root, text(`link.${result.wrong}`, { host: result.host }));
    field.focus();
  });
}
