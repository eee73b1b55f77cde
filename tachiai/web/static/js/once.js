"use strict";
// A form is sent once: after the first submit its buttons rest until the answer comes. The server is safe without this.
(() => {
  const REST = 10000;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(() => rest(form, true));
    setTimeout(() => rest(form, false), REST);
  });

  // Back from the next page: the browser may show this one as it was left.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => rest(form, false));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) rest(form, false);
  });

  function rest(form, resting) {
    if (!resting) delete form.dataset.sent;
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.toggleAttribute("aria-busy", false);
      if (resting) button.setAttribute("aria-busy", "true");
    }
  }
})();
