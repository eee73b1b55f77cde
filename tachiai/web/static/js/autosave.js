"use strict";
// <form data-autosave-url>: saves the draft a moment after the last key, and says so. Offline it waits and tries again;
// what is refused, because another window has changed the draft, is told; when the sign-in has expired it stops.
(() => {
  const QUIET = 1500;
  const RETRY = 15000;

  for (const form of document.querySelectorAll("form[data-autosave-url]")) watch(form);

  function watch(form) {
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let last = signature(form);
    let sending = null;
    let over = false;

    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    async function save() {
      const present = signature(form);
      if (present === last || sending || over) return;
      sending = send(present);
      await sending;
      sending = null;
      if (signature(form) !== present) later(QUIET);
    }

    async function send(present) {
      try {
        form.dispatchEvent(new CustomEvent("tachiai:sending", { bubbles: true }));
        const answer = await fetch(form.dataset.autosaveUrl, {
          method: "POST",
          body: draft(form),
          headers: { "X-Requested-With": "fetch", "X-Autosave": "1" },
          redirect: "manual", // to the page that asks to sign in
        });
        over = answer.type === "opaqueredirect";
        if (!over && !answer.ok && answer.status !== 409) throw new Error(String(answer.status));
        const told = over ? {} : await answer.json();
        last = present;
        if (told.since && form.elements.since) form.elements.since.value = told.since;
        if (told.since) form.dispatchEvent(new CustomEvent("tachiai:saved", { bubbles: true }));
        if (over) say(status, "signedOut");
        else if (told.reasons) status?.replaceChildren(told.reasons.join(" "));
        else say(status, "saved");
      } catch {
        say(status, "unsaved");
        later(RETRY);
      }
    }

    // What is on its way is waited for: else it would come in between as if from another window.
    function submitted(event) {
      clearTimeout(timer);
      if (!sending || !form.elements.since) return;
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
    }

    form.addEventListener("input", () => later(QUIET));
    form.addEventListener("tachiai:restored", () => later(QUIET));
    form.addEventListener("submit", submitted);
    window.addEventListener("online", () => later(0));
  }

  // Files go with the real submit only.
  function draft(form) {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  function signature(form) {
    const data = draft(form);
    for (const name of ["since", "saved_as"]) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  function say(status, which) {
    if (!status) return;
    const now = new Date();
    const time = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    status.textContent = status.dataset[which].replace("{time}", time);
  }
})();
