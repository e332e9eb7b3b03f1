// Asks the browser for a security key or passkey: by itself where the browser allows it, else on a tap.
"use strict";

const place = document.querySelector("[data-key]");
const start = place.querySelector("[data-key-start]");
const answer = place.querySelector("[data-key-answer]");
const opened = performance.now();
let busy = false;

function say(word) {
  for (const line of place.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== word;
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The JSON forms of WebAuthn level 3 by hand: browsers of 2023 cannot translate them.
function options() {
  const found = JSON.parse(place.dataset.options);
  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  found.challenge = bytes(found.challenge);
  if (found.user) found.user.id = bytes(found.user.id);
  if (found.excludeCredentials) found.excludeCredentials = withBytes(found.excludeCredentials);
  if (found.allowCredentials) found.allowCredentials = withBytes(found.allowCredentials);
  return found;
}

function written(made) {
  const from = made.response;
  const response = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports ? from.getTransports() : [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
}

function isOver() {
  return !place.dataset.options || performance.now() - opened > place.dataset.seconds * 1000;
}

function wordFor(error) {
  if (error.name === "InvalidStateError") return "exists";
  if (error.name === "NotSupportedError" || error.name === "ConstraintError") return "unfit";
  if (error.name === "SecurityError") return "unsupported";
  return isOver() ? "late" : "stopped"; // browsers tell no more than that
}

async function ask() {
  if (busy) return;
  busy = true;
  say("waiting");
  try {
    const publicKey = options();
    const made = await navigator.credentials[place.dataset.key]({ publicKey });
    answer.elements.code.value = written(made);
    say("done");
    start.hidden = true;
    answer.submit();
  } catch (error) {
    busy = false;
    say(wordFor(error));
    start.querySelector("button").focus();
  }
}

start.addEventListener("submit", (event) => {
  if (isOver()) return; // the server makes a new challenge, and the page opens anew
  event.preventDefault();
  ask();
});

if (!window.PublicKeyCredential) {
  say("unsupported");
} else {
  start.hidden = false;
  const alone = "byItself" in place.dataset && document.hasFocus();
  if (alone && !document.querySelector(".messages .error")) {
    if (place.dataset.options) ask();
    else start.submit();
  }
}
