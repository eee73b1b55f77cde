"use strict";
// [data-tick-all]: ticks every box of its form, or none when all are ticked. A click on the words works without this.
(() => {
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = [...button.form.querySelectorAll("[data-row]")];
      const wanted = !boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = wanted;
    });
  }
})();
