// Follows a call: fetches its state every half second, and moves on by itself when it is confirmed.
"use strict";

const live = document.querySelector("[data-live]");
const EVERY = 500;
const PATIENCE = 10000;
let shown = live.innerHTML.trim();
let leaving = false; // a form was sent: a reload now would cancel that, and lose what it says

async function look() {
  if (leaving) return;
  try {
    const answer = await fetch(live.dataset.live, {
      headers: { "X-Background": "1" },
      redirect: "manual",
    });
    if (leaving) return;
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      window.location.reload(); // the sign-in is over: let the page say so
      return;
    }
    if (answer.ok) show((await answer.text()).trim());
  } catch {
    // The network is away for a moment; the next look may find it again.
  }
  next();
}

function show(html) {
  const token = /(name="csrfmiddlewaretoken" value=")[^"]*/g;
  if (html.replace(token, "$1") === shown.replace(token, "$1")) return;
  shown = html;
  live.innerHTML = html;
}

function next() {
  if (leaving) return;
  const onwards = live.querySelector("form[data-onwards]");
  if (onwards) {
    onwards.submit();
  } else if (live.querySelector("[data-over]")) {
    window.location.reload(); // shows what can be done now
  } else {
    window.setTimeout(look, EVERY);
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
