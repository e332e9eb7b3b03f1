/* The Desk's keyboard, its countdown, and what happens when there is no answer. */
(() => {
  "use strict";

  const results = () => [...document.querySelectorAll("#found .kd-person")];

  function move(step) {
    const buttons = results();
    if (buttons.length === 0) return false;
    const at = buttons.indexOf(document.activeElement) + step;
    if (at < 0) document.getElementById("q")?.focus();
    else buttons[Math.min(at, buttons.length - 1)].focus();
    return true;
  }

  function keyPressed(event) {
    const inField = event.target.closest("input, textarea, select");
    if (event.key === "/" && !inField) {
      const box = document.getElementById("q");
      if (!box) return;
      event.preventDefault();
      box.select();
      box.focus();
    }
    const atSearch = event.target.id === "q" || event.target.closest("#found");
    if (!atSearch) return;
    if (event.key === "ArrowDown" && move(1)) event.preventDefault();
    if (event.key === "ArrowUp" && move(-1)) event.preventDefault();
    if (event.key === "Enter" && event.target.id === "q" && results().length > 0) {
      event.preventDefault();
      results()[0].click();
    }
  }

  function reveal(button) {
    const secret = document.getElementById(button.dataset.reveal);
    const isBlurred = secret.classList.toggle("kd-blurred");
    const other = button.dataset.otherLabel;
    button.dataset.otherLabel = button.textContent;
    button.textContent = other;
    secret.setAttribute("aria-hidden", String(isBlurred));
  }

  function clicked(event) {
    const button = event.target.closest("[data-reveal]");
    if (button) reveal(button);
  }

  function tick() {
    for (const box of document.querySelectorAll("[data-deadline]")) {
      const left = Math.max(0, Math.floor((Date.parse(box.dataset.deadline) - Date.now()) / 1000));
      const minutes = String(Math.floor(left / 60)).padStart(2, "0");
      const seconds = String(left % 60).padStart(2, "0");
      const place = box.querySelector("[data-countdown]");
      if (place) place.textContent = `${minutes}:${seconds}`;
    }
  }

  /* A code of one's own is asked for only while something is ticked that needs it. */
  function ticked(event) {
    const box = event.target.closest("[data-needs-code]");
    const code = box && document.getElementById(`own-code-${box.dataset.needsCode}`);
    if (!code) return;
    const boxes = [...box.form.querySelectorAll("[data-needs-code]")];
    code.required = boxes.some((one) => one.checked);
    code.closest(".kd-field").hidden = !code.required;
  }

  function trouble(isOn) {
    const line = document.getElementById("desk-trouble");
    if (line) line.hidden = !isOn;
  }

  document.addEventListener("keydown", keyPressed);
  document.addEventListener("click", clicked);
  document.addEventListener("change", (event) => {
    ticked(event);
    if (event.target.id === "file") importAllow(false);
  });
  document.addEventListener("htmx:sendError", () => trouble(true));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 403) window.location.reload();
    else trouble(true);
  });
  /* A code that was sent is gone, right or wrong; what else is being typed stays. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("form");
    for (const code of form?.querySelectorAll(".kd-code") ?? []) code.value = "";
  });
  document.addEventListener("htmx:afterOnLoad", () => trouble(false));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "report") {
      importAllow(Boolean(document.querySelector("[data-clean]")));
    }
    if (event.detail.requestConfig?.elt?.closest?.("#found, [data-check-first]")) {
      document.querySelector("#desk [data-focus], #report [data-focus]")?.focus();
    }
  });

  function importAllow(isAllowed) {
    const button = document.querySelector("[data-import]");
    if (button) button.disabled = !isAllowed;
  }

  /* The console's page is hidden while its scripts start, so autofocus may have found nothing. */
  function settle() {
    if (document.activeElement === document.body) document.getElementById("q")?.focus();
  }
  document.addEventListener("alpine:initialized", settle);
  window.addEventListener("load", settle);

  tick();
  window.setInterval(tick, 1000);
})();
