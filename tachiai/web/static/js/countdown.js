"use strict";
// [data-countdown="moment"]: the minutes and seconds left, by the clock of this machine; the moment itself stands beside it.
(() => {
  for (const place of document.querySelectorAll("[data-countdown]")) watch(place);

  function watch(place) {
    const end = Date.parse(place.dataset.countdown);
    const timer = setInterval(show, 1000);
    show();

    function show() {
      const left = Math.floor((end - Date.now()) / 1000);
      if (left < 0) clearInterval(timer);
      const seconds = String(left % 60).padStart(2, "0");
      const words = place.dataset.left.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", seconds);
      place.textContent = left < 0 ? place.dataset.over : words;
    }
  }
})();
