// Every word comes from the page (translated there): texts, parts to copy, places to fill.

// What could make a line look like another one: controls and marks that turn the direction.
const HIDDEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
const language = document.documentElement.lang || "en";

export function text(key, values = {}) {
  const holder = document.getElementById("texts").content.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const plain = (holder?.textContent ?? key).trim().replace(/\s+/g, " ");
  return plain.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const has = (key) =>
  document.getElementById("texts").content.querySelector(`[data-key="${CSS.escape(key)}"]`) !== null;

export function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

export const visible = (value) => String(value ?? "").replace(HIDDEN, "\ufffd");

// Sets what each named part says; parts without a value keep the text of the page.
export function fill(root, values) {
  for (const [name, value] of Object.entries(values)) {
    const place = part(root, name);
    if (place) place.textContent = visible(value);
  }
}

export function moment(iso) {
  const when = new Date(iso);
  if (Number.isNaN(when.valueOf())) return visible(iso);
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(when);
}

export function span(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 120) return text("span.seconds", { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return text("span.minutes", { n: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? text("span.hours", { n: hours }) : text("span.days", { n: Math.round(hours / 24) });
}

export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// One live region for all that is worth hearing.
export function say(words) {
  document.getElementById("said").textContent = words;
}

// Buttons name what they do; the page says which buttons there are.
export function on(root, actions) {
  for (const button of root.querySelectorAll("[data-do]")) {
    const act = actions[button.dataset.do];
    if (act) button.addEventListener("click", act);
  }
}
