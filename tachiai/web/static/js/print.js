"use strict";
// <button data-print hidden>: shown where scripts run; prints the page. Without scripts the browser's own menu prints it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
