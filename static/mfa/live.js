// Follows a challenge: asks for its state, and moves on by itself when it is confirmed.
// The server names what it showed; asked with that name, it answers 204 when nothing changed.
"use strict";

const live = document.querySelector("[data-live]");
const EVERY = Number(live.dataset.every) || 700; // ms: with the answer's way to us, what the phone says is here within a second
const HIDDEN_EVERY = 3000; // nobody looks; coming back looks at once
const PATIENCE = 10000;
let shown = live.innerHTML.trim();
let seen = "";
let timer = 0; // of the next look, 0 while one is under way
let leaving = false; // a form was sent: a reload now would cancel that, and lose what it says

async function look() {
  if (leaving) return;
  timer = 0;
  try {
    const url = new URL(live.dataset.live, window.location.href);
    if (seen) url.searchParams.set("seen", seen);
    const answer = await fetch(url, { headers: { "X-Background": "1" }, redirect: "manual" });
    if (leaving) return;
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      window.location.reload(); // the sign-in is over: let the page say so
      return;
    }
    if (answer.status === 200) {
      if (show((await answer.text()).trim())) return;
      seen = answer.headers.get("Keydesk-Seen") || "";
    }
  } catch {
    // The network is away for a moment; the next look may find it again.
  }
  next();
}

// Says what is new, once. An end is said by the page that then loads, which puts the focus there.
function show(html) {
  const token = /(name="csrfmiddlewaretoken" value=")[^"]*/g;
  if (html.replace(token, "$1") === shown.replace(token, "$1")) return false;
  if (html.includes("data-over") && !html.includes("data-onwards")) {
    window.location.reload();
    return true;
  }
  shown = html;
  live.innerHTML = html;
  return false;
}

function next() {
  if (leaving) return;
  const onwards = live.querySelector("form[data-onwards]");
  if (onwards) {
    onwards.submit();
  } else {
    timer = window.setTimeout(look, document.hidden ? HIDDEN_EVERY : EVERY);
  }
}

if (live.querySelector("form[data-onwards]") || !live.querySelector("[data-over]")) next();

document.addEventListener("submit", () => {
  leaving = true;
  window.setTimeout(() => {
    leaving = false; // still here: the network was away
    look();
  }, PATIENCE);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !timer) return;
  window.clearTimeout(timer);
  look();
});

// A button that may be pressed again in some seconds counts them down.
for (const button of document.querySelectorAll("button[data-after]")) {
  const words = button.textContent;
  let left = Number(button.dataset.after);
  const count = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${words} (${left})` : words;
    if (left > 0) window.setTimeout(count, 1000);
    left -= 1;
  };
  count();
}
