// The field that an address names (#:w:contentpath=keywords) holds the cursor as soon as its tab is open.
// Wagtail's own way there is a smooth scroll begun a tenth of a second after the page is loaded: on a
// slow machine the tab is then still closed or the scroll stops halfway, and the reader is left at the top.
"use strict";
(() => {
  const PATIENCE = 5000; // milliseconds in which the tab must have opened
  const FIELDS = "input:not([type=hidden]), select, textarea, [contenteditable=true]";

  function enter() {
    const path = new URLSearchParams(location.hash.replace(/^#?:w:/, "")).get("contentpath");
    const place = path && document.querySelector(`[data-contentpath="${CSS.escape(path)}"]`);
    if (!place) return;
    const late = performance.now() + PATIENCE;
    const look = () => {
      const field = [...place.querySelectorAll(FIELDS)].find((one) => one.checkVisibility());
      if (field) {
        field.focus({ preventScroll: true });
        field.scrollIntoView({ block: "center", behavior: "instant" });
      } else if (performance.now() < late) requestAnimationFrame(look);
    };
    look();
  }

  window.addEventListener("load", enter);
})();
