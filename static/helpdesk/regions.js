/* Replaces only the regions of the Desk whose version changed, and keeps what is being typed:
   the agent's hands are on the keyboard while the caller's telephone rings. */
(() => {
  "use strict";

  const typed = (field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;

  function carryOver(from, to) {
    for (const field of from.querySelectorAll("input[id], select[id], textarea[id]")) {
      const twin = to.querySelector(`[id="${CSS.escape(field.id)}"]`);
      if (!twin || !typed(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") twin.checked = field.checked;
      else twin.value = field.value;
    }
  }

  function replace(old, fresh) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    const place = active && [active.id, active.selectionStart, active.selectionEnd];
    carryOver(old, fresh);
    old.replaceWith(fresh);
    htmx.process(fresh); // at once: Enter may come before htmx would get to it
    const again = place && place[0] && document.getElementById(place[0]);
    if (again && !again.disabled) {
      again.focus({ preventScroll: true });
      if (again.setSelectionRange && place[1] !== null) again.setSelectionRange(place[1], place[2]);
      return false;
    }
    return active !== null;
  }

  function focusNext(changed, wasLost, isSubmitted) {
    const wanted = changed.map((region) => region.querySelector("[data-focus]")).find(Boolean);
    if (wanted && (wasLost || isSubmitted)) wanted.focus();
    else if (wasLost) document.querySelector("#desk [data-focus], #desk h1")?.focus();
  }

  htmx.defineExtension("regions", {
    isInlineSwap: (style) => style === "regions",
    handleSwap: (style, target, fragment) => {
      if (style !== "regions") return false;
      const regions = [...fragment.querySelectorAll("[data-version]")];
      if (regions.length === 0) {
        window.location.reload(); // signed out, or another page altogether
        return [];
      }
      let wasLost = false;
      const changed = [];
      for (const fresh of regions) {
        const old = document.getElementById(fresh.id);
        if (!old || old.dataset.version === fresh.dataset.version) continue;
        wasLost = replace(old, fresh) || wasLost;
        changed.push(fresh);
      }
      const isSubmitted = regions.some((region) => region.id === "r-notice");
      focusNext(changed, wasLost, isSubmitted);
      return changed;
    },
  });
})();
