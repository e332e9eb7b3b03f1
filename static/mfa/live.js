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
    if (answer.ok && show((await answer.text()).trim())) return;
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
