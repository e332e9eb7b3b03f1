// Pulling the page down looks for new requests, as people expect of a phone.

const FAR = 70;

export function watch(place, mark, act) {
  let from = null;
  let way = 0;

  function end() {
    if (way > FAR) act();
    from = null;
    way = 0;
    mark.hidden = true;
  }

  function start(event) {
    from = window.scrollY <= 0 && event.touches.length === 1 ? event.touches[0].clientY : null;
  }

  function move(event) {
    if (from === null) return;
    way = event.touches[0].clientY - from;
    mark.hidden = way < FAR / 3;
    mark.classList.toggle("far", way > FAR);
  }

  const options = { passive: true };
  place.addEventListener("touchstart", start, options);
  place.addEventListener("touchmove", move, options);
  place.addEventListener("touchend", end, options);
  place.addEventListener("touchcancel", () => { way = 0; end(); }, options);
}
