"use strict";
// The form that decides a case: a measure says by data-implies which verdict it goes with; the clause brings its template
// of wording along (data-wordings) while nobody has changed the words. The server does the same for what stays empty.
(() => {
  const form = document.querySelector("form[data-decide]");
  if (!form) return;
  const words = form.elements.explanation;
  const wordings = [...form.querySelectorAll("[data-wording]")];
  const templateOf = (clause) => wordings.find((each) => each.dataset.wording === clause)?.textContent ?? "";
  const isBreach = () => form.querySelector("[name=verdict]:checked")?.value !== "no_breach";
  const isTemplate = () => !words.value.trim() || wordings.some((each) => each.textContent.trim() === words.value.trim());

  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.dataset.implies && field.checked && !form.querySelector("[name=verdict]:checked")) {
      form.querySelector(`[name=verdict][value="${field.dataset.implies}"]`).checked = true;
    }
    if (isTemplate()) words.value = isBreach() ? templateOf(form.elements.clause.value) : "";
  });

  const all = form.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const boxes = [...form.querySelectorAll("[name=also]")];
      const wanted = !boxes.every((each) => each.checked);
      for (const each of boxes) each.checked = wanted;
    });
  }
})();
