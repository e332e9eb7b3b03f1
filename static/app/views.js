// One view at a time. The phone's back button leads from a view to the first one.

import { copy } from "./texts.js";

const renders = new Map();
let rootShow = () => {};
let leave = null;
let shown = "";
let shows = 0;

export const current = () => shown;
export const count = () => shows; // whoever waits for something sees whether the view has changed
export const register = (name, render) => renders.set(name, render);

export function rootIs(show) {
  rootShow = show;
  window.addEventListener("popstate", (event) => {
    if (!event.state?.sub) rootShow();
  });
}

// A render fills the view and returns what to do when it is left, if there is something.
export function show(name, facts = {}) {
  leave?.();
  leave = null;
  shown = name;
  shows += 1;
  // Each view gets an element of its own: what comes late changes what nobody sees any more.
  const root = copy(`view-${name}`);
  document.getElementById("view").replaceChildren(root);
  window.scrollTo(0, 0);
  const heading = root.querySelector("h1");
  heading.tabIndex = -1;
  leave = renders.get(name)?.(root, facts) ?? null;
  if (!root.contains(document.activeElement)) heading.focus({ preventScroll: true });
}

export function enter(name, facts) {
  if (history.state?.sub) history.replaceState({ sub: true }, "");
  else history.pushState({ sub: true }, "");
  show(name, facts);
}

export function back() {
  if (history.state?.sub) history.back();
  else rootShow();
}
