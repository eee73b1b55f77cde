"use strict";
// Files are sent while one still writes: in pieces, with progress, and on from where they were after a lost connection.
// What has come is named in the form's field `kept`, as the server does itself. Without this file the form sends them.
(() => {
  const WAITS = [1000, 2000, 5000, 10000, 20000, 30000];
  const sleep = (time) => new Promise((done) => setTimeout(done, time));

  for (const input of document.querySelectorAll("input[type=file][data-uploads]")) watch(input);

  function watch(input) {
    const form = input.form;
    const kept = form.querySelector("input[name$=kept]");
    const list = input.parentElement.querySelector("[data-uploads-list]");
    if (!kept || !list) return;
    const words = list.dataset;
    let open = 0;
    let line = Promise.resolve();
    let submitter = null;

    input.addEventListener("change", () => {
      for (const file of input.files) {
        const row = shown(file);
        open += 1;
        line = line.then(() => bring(file, row)).finally(settle);
      }
      input.value = "";
    });

    // Before the listeners that count a form as sent.
    form.addEventListener("submit", (event) => {
      if (!open) return;
      event.preventDefault();
      event.stopPropagation();
      submitter = event.submitter || form;
      list.querySelectorAll("[data-still]").forEach((status) => { status.textContent = words.waiting; });
    });

    function settle() {
      open -= 1;
      if (open || !submitter) return;
      const pressed = submitter;
      submitter = null;
      form.requestSubmit(pressed === form ? undefined : pressed);
    }

    function shown(file) {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bar = document.createElement("progress");
      const status = document.createElement("span");
      const stop = document.createElement("button");
      name.textContent = file.name;
      bar.max = file.size || 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      status.className = "note";
      status.setAttribute("role", "status");
      status.dataset.still = "";
      stop.type = "button";
      stop.className = "button button-quiet";
      stop.textContent = words.remove;
      stop.setAttribute("aria-label", words.removeOne.replace("{name}", file.name));
      row.append(name, " ", bar, " ", status, " ", stop);
      list.append(row);
      const entry = { row, bar, status, stopped: false, id: null };
      stop.addEventListener("click", () => {
        entry.stopped = true;
        if (entry.id) keep(kept.value.split(" ").filter((id) => id !== String(entry.id)));
        row.remove();
        input.focus();
      });
      return entry;
    }

    async function bring(file, entry) {
      if (entry.stopped) return;
      let place = null;
      let fails = 0;
      while (!entry.stopped) {
        try {
          place ??= await ask(input.dataset.uploads, { method: "POST", body: new URLSearchParams({ name: file.name, size: file.size }) });
          // After a failure the server says how far the file is.
          if (fails) Object.assign(place, await ask(place.href, {}));
          while (!place.file && !entry.stopped) {
            const piece = file.slice(place.received, place.received + place.piece);
            Object.assign(place, await ask(`${place.href}?offset=${place.received}`, { method: "POST", body: piece }));
            fails = 0;
            entry.bar.value = place.received;
            entry.status.textContent = words.sending.replace("{percent}", Math.floor((100 * place.received) / file.size));
          }
          if (entry.stopped) return;
          entry.id = place.file;
          keep([...kept.value.split(" ").filter(Boolean), String(place.file)]);
          return finish(entry, words.done);
        } catch (problem) {
          if (problem.reason) return finish(entry, problem.reason, true);
          entry.status.textContent = words.again;
          await Promise.race([sleep(WAITS[Math.min(fails, WAITS.length - 1)]), online()]);
          fails += 1;
        }
      }
    }

    function keep(ids) {
      kept.value = ids.join(" ");
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function finish(entry, text, wrong = false) {
      entry.bar.remove();
      delete entry.status.dataset.still;
      entry.status.textContent = text;
      entry.row.classList.toggle("upload-wrong", wrong);
      if (wrong) submitter = null; // not without the file: its sender decides
    }

    async function ask(href, options) {
      const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "X-Requested-With": "fetch" };
      if (options.body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
      const answer = await fetch(href, { ...options, headers, redirect: "error" });
      const is_ours = answer.headers.get("Content-Type") === "application/json";
      if (answer.status < 500 && is_ours) {
        const said = await answer.json();
        if (said.reason) throw Object.assign(new Error(), said);
        return said;
      }
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      throw Object.assign(new Error(), { reason: words.lost });
    }
  }

  const online = () => new Promise((done) => window.addEventListener("online", done, { once: true }));
})();
