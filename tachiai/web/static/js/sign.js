"use strict";
// Signing with a passkey: the button asks the browser for an assertion over what is shown and sends the form with it.
// Without a script, or without a passkey on this device, the password field beside it does.
(() => {
  for (const box of document.querySelectorAll("[data-sign-options]")) {
    if (!window.PublicKeyCredential || !window.webauthnJSON) continue;
    box.hidden = false;
    const form = box.closest("form");
    const failed = box.querySelector("[data-sign-failed]");
    box.querySelector("button").addEventListener("click", async () => {
      failed.textContent = "";
      try {
        const answer = await window.webauthnJSON.get(JSON.parse(box.dataset.signOptions));
        form.elements.answer.value = JSON.stringify(answer);
        form.requestSubmit();
      } catch {
        failed.textContent = failed.dataset.signFailed;
      }
    });
  }
})();
