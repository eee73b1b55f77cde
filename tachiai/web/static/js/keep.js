"use strict";
// A half-typed form survives an expired sign-in, a reload or a lost connection.
// Fields of <form data-keep="name"> are kept in this tab until the form was sent and the next page is its answer, and not
// one marked data-nothing-sent (sign-in, a refusal, an error). A connection that is lost on the way leaves them kept.
(() => {
  const PREFIX = "tachiai.form.";
  const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);
  const forms = () => document.querySelectorAll("form[data-keep]");
  const fields = (form) => [...form.elements].filter((field) => field.name && !SKIPPED.has(field.type));
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const load = (name) => JSON.parse(sessionStorage.getItem(name) || "null");
  const store = (name, kept) => {
    try {
      sessionStorage.setItem(name, JSON.stringify(kept));
    } catch {
      // More than a browser keeps; what was kept before stays.
    }
  };
  const names = () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));

  function remember(form, sent) {
    const values = fields(form).map((field) => [field.name, isTicked(field) ? [field.value, field.checked] : field.value]);
    store(PREFIX + form.dataset.keep, { path: location.pathname, values, sent, since: since(form) });
  }

  // Which saves the form may go over; its last may have been kept, though nothing came back.
  function since(form) {
    const { since: over, saved_as: name } = form.elements;
    return over && [over.value, name?.value].filter(Boolean).join(" ");
  }

  // An answer comes from the page of the form; where that gives no referrer, by way of a redirect. Nobody goes back to it.
  function isAnswerTo(path) {
    const [arrival] = performance.getEntriesByType("navigation");
    if (arrival?.type === "back_forward") return false;
    if (!document.referrer) return arrival?.redirectCount > 0;
    const from = new URL(document.referrer);
    return from.origin === location.origin && from.pathname === path;
  }

  function settle(isAnswer) {
    for (const name of names()) {
      const kept = load(name);
      if (!kept.sent) continue;
      if (isAnswer(kept.path)) sessionStorage.removeItem(name);
      else store(name, { ...kept, sent: false });
    }
  }

  const nothingArrived = () => settle(() => false);

  function restore(form) {
    const kept = load(PREFIX + form.dataset.keep);
    if (!kept || kept.path !== location.pathname) return;
    const left = fields(form);
    let changed = false;
    for (const [name, value] of kept.values) {
      const fits = (field) => field.name === name && (!Array.isArray(value) || (isTicked(field) && field.value === value[0]));
      const at = left.findIndex(fits);
      if (at < 0) continue;
      const [field] = left.splice(at, 1);
      const [attribute, wanted] = Array.isArray(value) ? ["checked", value[1]] : ["value", value];
      changed ||= field[attribute] !== wanted;
      field[attribute] = wanted;
    }
    if (!changed) return;
    // What another window has saved since it was typed is not to be overwritten by it unseen.
    if (kept.since && form.elements.since) form.elements.since.value = kept.since;
    const status = form.querySelector("[data-keep-status]");
    if (status) status.textContent = status.dataset.restored;
    form.dispatchEvent(new CustomEvent("tachiai:restored", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) remember(form, false);
  });

  for (const told of ["tachiai:sending", "tachiai:saved"]) {
    document.addEventListener(told, (event) => {
      if (event.target.matches("form[data-keep]")) remember(event.target, false);
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-keep]")) remember(form, true);
    if (form.matches("[data-forget]")) forget(form.dataset.forget);
  });

  // One form by its name, or all of them.
  function forget(one) {
    for (const name of names()) if (!one || name === PREFIX + one) sessionStorage.removeItem(name);
  }

  // Whoever is on the page of the form still, or again, has had no answer.
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href]")) nothingArrived();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) nothingArrived();
  });

  if (document.querySelector("[data-nothing-sent]")) nothingArrived();
  else settle(isAnswerTo);
  forms().forEach(restore);
})();
