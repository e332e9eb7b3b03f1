// Starts the app: the link in the address first, then what is kept, then what waits.

import * as about from "./about.js";
import * as account from "./account.js";
import * as activate from "./activate.js";
import * as clock from "./clock.js";
import * as home from "./home.js";
import * as install from "./install.js";
import * as link from "./link.js";
import * as notices from "./notices.js";
import * as pull from "./pull.js";
import * as scan from "./scan.js";
import * as store from "./store.js";
import * as support from "./support.js";
import { on } from "./texts.js";
import * as updates from "./updates.js";
import * as views from "./views.js";

let token = link.fromAddress();
let isReady = false;
window.addEventListener("hashchange", () => {
  token = link.fromAddress() || token;
  if (isReady) tokenUse();
});

function tokenUse() {
  if (token) activate.open(token);
  token = "";
}

views.register("home", home.render);
views.register("start", activate.waysRender);
views.register("add", activate.waysRender);
views.register("scan", scan.render);
views.register("activate", activate.render);
views.register("install-first", activate.installFirstRender);
views.register("account", account.render);
views.register("about", about.render);

async function rootShow() {
  const before = views.count();
  const name = (await store.accounts()).length ? "home" : "start";
  if (views.count() === before) views.show(name);
}

function look() {
  if (views.current() === "home") home.look();
}

// A new version reloads the page by itself, unless somebody is in the middle of something.
function versionChanged() {
  const isIdle = ["home", "start"].includes(views.current()) && !home.isBusy();
  const isTyping = document.activeElement?.matches("input") && document.activeElement.value !== "";
  if (isIdle && !isTyping) window.location.reload();
  else notices.set(document.getElementById("update"), "update", true, { actions: { reload: () => window.location.reload() } });
}

function awake() {
  if (document.hidden) {
    home.hide();
    return;
  }
  updates.look();
  updates.notificationsClose();
  look();
}

function nudged() {
  if (["account", "about", "add"].includes(views.current())) views.back();
  else look();
}

async function begin() {
  const fault = await support.fault();
  if (fault) {
    views.show(fault);
    return;
  }
  await clock.load();
  views.rootIs(rootShow);
  history.replaceState(null, "");
  await rootShow();
  isReady = true;
  tokenUse();
  install.watch(look);
  document.addEventListener("visibilitychange", awake);
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  pull.watch(document.body, document.getElementById("pull"), () => home.look(true));
  await updates.begin({ changed: versionChanged, nudged });
  await updates.notificationsClose();
}

on(document, { reload: () => window.location.reload() });
begin();
