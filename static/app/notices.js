// What the person should know just now, each with what to do about it.

import { copy, fill, on } from "./texts.js";

// Keeps what is there as it is, so that a button does not vanish under a finger.
export function set(place, name, isOn, { values = {}, actions = {} } = {}) {
  let notice = place.querySelector(`[data-notice="${name}"]`);
  if (!isOn) {
    notice?.remove();
    return;
  }
  if (!notice) {
    notice = copy(`notice-${name}`);
    notice.dataset.notice = name;
    on(notice, actions);
    place.append(notice);
  }
  fill(notice, values);
}
