"use strict";
// What arrives is shown without reloading. One stream for all tabs of a browser: one tab holds it and passes on what it
// hears. A thread that is looked at fetches its new messages with an ordinary request; a page in the background waits
// until it is looked at, so that nothing counts as read unseen. Whoever has signed out is asked for no more. Without this
// file everything is there after a reload.
(() => {
  const source = document.querySelector("[data-live]");
  if (!source || !("EventSource" in window)) return;
  const DWELL = 3000;
  const SPREAD = 2000;
  const LONGEST = 600000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("tachiai-live") : null;
  const thread = document.querySelector("ol[data-thread]");
  const isNewest = thread && !document.querySelector("[data-more-below]");
  const title = document.title;
  let wanted = false;
  let fetching = false;
  let over = false;
  const changed = new Set();

  // --- the stream
  function listen() {
    let wait = 60000;
    let opened = false;
    const open = () => {
      const stream = new EventSource(source.dataset.live);
      const pass = (name) => stream.addEventListener(name, (event) => {
        wait = 60000;
        tell({ name, ...JSON.parse(event.data) });
      });
      ["arrived", "unread", "again"].forEach(pass);
      stream.addEventListener("open", () => {
        if (opened) tell({ name: "again" });
        else catchUp();
        opened = true;
      });
      stream.addEventListener("over", () => {
        over = true;
        stream.close();
      });
      stream.addEventListener("error", () => {
        if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        setTimeout(open, wait);
        wait = Math.min(2 * wait, LONGEST);
      });
    };
    open();
  }

  function tell(told) {
    hear(told);
    channel?.postMessage(told);
  }

  function hear(told) {
    if (told.name === "unread") showUnread(told.threads);
    if (told.name === "again") setTimeout(catchUp, Math.random() * SPREAD);
    if (told.name !== "arrived" || !thread || String(told.thread) !== thread.dataset.thread) return;
    if (document.getElementById(`message-${told.message}`)) changed.add(told.message);
    else wanted = true;
    look();
  }

  // --- the thread on this page
  function catchUp() {
    if (!thread) return;
    wanted = true;
    look();
  }

  function look() {
    if (document.visibilityState !== "visible") {
      if (wanted) document.title = `● ${title}`;
      return;
    }
    document.title = title;
    if (!fetching && !over && (changed.size || (wanted && isNewest))) fetchNew();
  }

  async function fetchNew() {
    fetching = true;
    const one = changed.values().next().value;
    if (one) changed.delete(one);
    else wanted = false;
    try {
      const shown = [...document.querySelectorAll("[data-message]")].map((item) => Number(item.dataset.message));
      const query = one ? `changed=${one}` : `after=${Math.max(0, ...shown)}`;
      const answer = await fetch(`${thread.dataset.arrived}?${query}`, { headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
      over = answer.type === "opaqueredirect"; // to the page that asks to sign in
      if (!answer.ok && !over) throw new Error(String(answer.status));
      if (!over) {
        show(await answer.text());
        showUnread(Number(answer.headers.get("X-Unread-Threads")));
      }
    } catch {
      if (!one) setTimeout(catchUp, 15000);
    }
    fetching = false;
    if (wanted || changed.size) look();
  }

  function show(html) {
    const items = new DOMParser().parseFromString(html, "text/html").querySelectorAll("li[data-message]");
    const news = [];
    for (const item of items) {
      const present = document.getElementById(item.id);
      if (present) {
        if (!present.contains(document.activeElement)) present.replaceWith(item);
        continue;
      }
      thread.append(item);
      news.push(item);
    }
    if (!news.length) return;
    wanted = true; // there may be more than one answer holds
    const status = document.querySelector("[data-live-status]");
    const fromOthers = news.filter((item) => !item.classList.contains("said-mine"));
    if (status && fromOthers.length) status.textContent = fromOthers.map(spoken).join(" ");
  }

  const spoken = (item) => [...item.querySelectorAll("strong, .prose")].map((part) => part.textContent.trim()).join(": ");

  // --- the number beside "Messages"
  function showUnread(threads) {
    if (!Number.isInteger(threads)) return;
    for (const link of document.querySelectorAll("[data-unread-words]")) {
      link.querySelector(".bell-count")?.remove();
      if (!threads) continue;
      const badge = document.createElement("span");
      badge.className = "bell-count";
      for (const [text, attribute, value] of [
        [link.dataset.unreadWords.replace("{n}", threads), "class", "visually-hidden"],
        [threads, "aria-hidden", "true"],
      ]) {
        const part = document.createElement("span");
        part.setAttribute(attribute, value);
        part.textContent = text;
        badge.append(part);
      }
      link.append(badge);
    }
  }

  // --- one tab holds the stream; the next one takes over when it closes
  function take() {
    if (!navigator.locks || !channel) {
      listen();
      return;
    }
    const hold = () => new Promise(listen);
    navigator.locks.request("tachiai-live", { ifAvailable: true }, (lock) => {
      if (lock) return hold();
      catchUp();
      navigator.locks.request("tachiai-live", hold);
      return null;
    });
  }

  channel?.addEventListener("message", (event) => hear(event.data));
  document.addEventListener("visibilitychange", look);
  setTimeout(take, thread ? 0 : DWELL);
})();
