// A "Show" button beside every password field (it stays hidden text without JavaScript).
"use strict";

for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  const words = document.documentElement.dataset;
  const show = words.show || "Show";
  const hide = words.hide || "Hide";
  button.type = "button";
  button.className = "reveal";
  button.textContent = show;
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? show : hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  const holder = document.createElement("div");
  holder.className = "with-reveal";
  field.replaceWith(holder);
  holder.append(field, button);
}
