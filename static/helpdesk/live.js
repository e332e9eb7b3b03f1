/* A list that looks again by itself. When something else than the list comes back (a sign-in page,
   because the session is over), the whole page goes there instead of losing its list. */
(() => {
  "use strict";

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target.id !== "live-list" || xhr.responseText.includes('id="live-list"')) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });
})();
