"use strict";
// A form that may be open in several windows (`{% save_fields %}`): each time it is sent, its save has another name. Those
// sent before may have been kept, though nothing came back: this one may go over them.
(() => {
  for (const sent of ["submit", "tachiai:sending"]) {
    document.addEventListener(sent, (event) => {
      const { since, saved_as: name } = event.target.elements;
      if (!since || !name) return;
      since.value += ` ${name.value}`;
      name.value = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
    });
  }
})();
