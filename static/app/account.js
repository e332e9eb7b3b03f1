// One account: rename this phone, remove the account.

import * as api from "./api.js";
import * as store from "./store.js";
import { fill, moment, on, part, say, text } from "./texts.js";
import * as views from "./views.js";

function outcome(error) {
  if (error instanceof api.Unreachable) return "unreachable";
  if (!(error instanceof api.Refused)) return "failed";
  if (error.isUnknownPhone) return "unknown";
  return error.reason === "last" ? "last" : "failed";
}

async function attempt(work) {
  try {
    await work();
    return "done";
  } catch (error) {
    return outcome(error);
  }
}

function problem(root, key) {
  const place = part(root, "problem");
  place.textContent = text(key);
  place.hidden = false;
  say(place.textContent);
}

async function rename(root, account, name) {
  const result = await attempt(() => api.post(account, "/app/api/name", { name }));
  if (result !== "done") {
    problem(root, `account.${result}`);
    return;
  }
  await store.accountChange(account.id, { name });
  say(text("account.renamed"));
  views.back();
}

async function forget(account) {
  await store.accountForget(account.id);
  say(text("account.removed"));
  views.back();
}

// The server first: a phone that forgot its key but still counts there would be the worst of both.
async function remove(root, account) {
  const result = await attempt(() => api.post(account, "/app/api/remove", {}));
  if (result === "done" || result === "unknown") {
    await forget(account);
    return;
  }
  problem(root, `remove.${result}`);
  part(root, "only-here").hidden = result !== "unreachable";
}

function fillIn(root, account) {
  const { person, organisation, name, linkedAt, isGone } = account;
  fill(root, { person, organisation, linked: moment(new Date(linkedAt).toISOString()) });
  root.querySelector("form").elements.name.value = name;
  root.querySelector("form").hidden = isGone;
  part(root, "gone").hidden = !isGone;
}

function ask(root, isAsking) {
  part(root, "remove").hidden = !isAsking;
  part(root, "ask").hidden = isAsking;
  const focused = isAsking ? part(root, "sure") : root.querySelector("[data-do=ask]");
  focused.focus();
}

async function begin(root, id) {
  const account = await store.accountGet(id);
  if (!account) {
    views.back();
    return;
  }
  fillIn(root, account);
  const form = root.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    if (name) rename(root, account, name);
  });
  on(root, {
    ask: () => ask(root, true),
    keep: () => ask(root, false),
    remove: () => (account.isGone ? forget(account) : remove(root, account)),
    "only-here": () => forget(account),
  });
}

export function render(root, { id }) {
  on(root, { back: () => views.back() });
  begin(root, id);
}
