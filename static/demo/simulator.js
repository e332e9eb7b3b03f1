/* The desk looks for news while somebody looks at it, and takes keys from the keyboard. */
(() => {
  const EVERY = 700;
  const title = document.title;
  const news = document.getElementById("news");

  const poll = () => {
    if (document.hidden) return;
    for (const id of ["phones", "mails"]) htmx.trigger(`#${id}`, "poll");
  };

  const announce = () => {
    const ringing = document.querySelectorAll('.phone[data-state="RINGING"]').length;
    const said = ringing ? news.dataset.one : "";
    if (news.textContent !== said) news.textContent = said;
    document.title = ringing ? `☎ ${news.dataset.title} · ${title}` : title;
  };

  const phoneInHand = () =>
    document.activeElement?.closest(".phone") ??
    document.querySelector('.phone[data-state="ANSWERED"]');

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9*#]$/.test(event.key)) return;
    if (event.target.closest("input, textarea, select")) return;
    const key = phoneInHand()?.querySelector(`button[name="key"][value="${event.key}"]`);
    if (!key) return;
    event.preventDefault();
    key.focus();
    key.click();
  });

  // One press after the other, in order. The list of phones is drawn anew meanwhile, so nothing
  // that waits may hang on a button that is gone.
  let pressed = Promise.resolve();
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".phone form");
    if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const send = () => fetch(form.action, { method: "POST", body, headers: { "HX-Request": "1" } });
    pressed = pressed.then(send).catch(() => {}).then(poll);
  });
  document.addEventListener("htmx:afterSettle", announce);
  document.addEventListener("visibilitychange", poll);
  setInterval(poll, EVERY);
  announce();
})();
