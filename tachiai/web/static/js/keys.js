"use strict";
// <details data-keys hidden>: shown where scripts run, says which keys this page knows, and holds the box that turns them
// off for this browser. [data-key="c"]: c presses it, ticks it or puts the cursor into it; with data-key-focus it is only
// brought near, so that Enter decides. j and k walk through [data-row]. While somebody types, no key means anything but Escape, which leaves the field.
(() => {
  const help = document.querySelector("[data-keys]");
  if (!help) return;
  const OFF = "tachiai.keys.off";
  const box = help.querySelector("[data-keys-on]");
  const isOn = () => localStorage.getItem(OFF) === null;

  function show() {
    box.checked = isOn();
    document.documentElement.classList.toggle("has-keys", isOn());
  }

  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    show();
  });
  help.hidden = false;
  show();

  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (act(event.key)) event.preventDefault();
  });

  function isTyping(place) {
    if (place.matches("input[type=checkbox], input[type=radio]")) return false;
    return place.matches("input, select, textarea, [contenteditable]");
  }

  function act(key) {
    if (key === "?") return toggle();
    if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
    const named = [...document.querySelectorAll("[data-key]")];
    const found = named.find((each) => each.dataset.key === key && !each.disabled && each.checkVisibility());
    if (found) press(found);
    return Boolean(found);
  }

  function toggle() {
    help.open = !help.open;
    help.querySelector("summary").focus();
    return true;
  }

  function walk(way) {
    const rows = [...document.querySelectorAll("[data-row]")];
    const at = rows.indexOf(document.activeElement);
    const row = rows[at < 0 ? (way > 0 ? 0 : rows.length - 1) : at + way];
    if (row) near(row);
    return rows.length > 0;
  }

  function press(found) {
    const isTicked = found.matches("input[type=checkbox], input[type=radio]");
    const isPressed = found.matches("a, button, summary") && found.dataset.keyFocus === undefined;
    if (!isPressed) near(found);
    if (isTicked || isPressed) found.click();
  }

  function near(place) {
    place.focus();
    place.scrollIntoView({ block: "nearest" });
  }
})();
