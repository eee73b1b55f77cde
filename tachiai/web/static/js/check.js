"use strict";
// <div data-check-url> in a form: says, a moment after the last key, what the rules find in the text. Nothing is stored.
(() => {
  const QUIET = 800;

  for (const place of document.querySelectorAll("[data-check-url]")) watch(place, place.closest("form"));

  function watch(place, form) {
    const field = form && form.querySelector("textarea[name=body]");
    if (!field) return;
    let timer = 0;
    let looked = field.value.trim();
    let waiting = null;

    async function look() {
      const text = field.value.trim();
      if (text === looked) return;
      looked = text;
      if (waiting) waiting.abort();
      waiting = new AbortController();
      if (!text) return show("");
      const data = new FormData();
      data.append("body", text);
      data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      try {
        const answer = await fetch(place.dataset.checkUrl, {
          method: "POST",
          body: data,
          headers: { "X-Requested-With": "fetch" },
          redirect: "error",
          signal: waiting.signal,
        });
        if (answer.status === 429) return later(1000 * Number(answer.headers.get("Retry-After")));
        if (answer.ok) show(answer.status === 204 ? "" : await answer.text());
      } catch {
        // Away or overtaken by the next key: the same look comes again on sending.
      }
    }

    function show(html) {
      if (place.innerHTML !== html) place.innerHTML = html;
    }

    function later(delay) {
      looked = "";
      clearTimeout(timer);
      timer = setTimeout(look, delay);
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, QUIET);
    });
    form.addEventListener("tachiai:restored", look);
    form.addEventListener("submit", () => clearTimeout(timer));
    if (!place.closest("form").querySelector(".check")) {
      looked = "";
      look();
    }
  }
})();
