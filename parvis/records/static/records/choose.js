// Names of records while one types, in the browser's own list of suggestions.
"use strict";
(() => {
  const PAUSE = 200; // milliseconds after the last key
  let waiting;

  async function suggest(field) {
    const text = field.value;
    const address = new URL(field.dataset.parvisChoose, location);
    address.searchParams.set("q", text);
    const answer = await fetch(address);
    if (!answer.ok || field.value !== text) return;
    const { names } = await answer.json();
    const options = names.map((name) => Object.assign(document.createElement("option"), { value: name }));
    document.getElementById(field.getAttribute("list")).replaceChildren(...options);
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-parvis-choose]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE, event.target);
  });
})();
