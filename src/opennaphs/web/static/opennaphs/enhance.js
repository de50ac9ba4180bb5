// Small conveniences. Every page does its work without this file; nothing here decides or stores anything.
(() => {
  "use strict";
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  document.documentElement.classList.add("scripted");

  // --- saying aloud what changed ---------------------------------------------------------------------
  const announce = (text) => {
    const region = document.getElementById("announcer");
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 50);
  };
  document.addEventListener("announce", (event) => announce(event.detail.value || event.detail.text || event.detail));

  // --- the language form: a choice by pointer sends it; by keyboard the button does, as arrow keys only browse ---
  for (const select of all("[data-send-on-change]")) {
    let byPointer = false;
    select.addEventListener("pointerdown", () => { byPointer = true; });
    select.addEventListener("keydown", () => { byPointer = false; });
    select.addEventListener("change", () => { if (byPointer) select.form.requestSubmit(); });
  }

  // --- leaving a form with unsent changes ------------------------------------------------------------
  const guarded = (target) => target && target.closest && target.closest("form[data-guard]");
  document.addEventListener("input", (event) => {
    const form = guarded(event.target);
    if (form) form.dataset.dirty = "yes";
  });
  document.addEventListener("submit", (event) => { delete event.target.dataset.dirty; });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });

  // --- the summary of errors is read first -----------------------------------------------------------
  const focusSummary = (from) => {
    const summary = from.matches && from.matches("[data-error-summary]") ? from : from.querySelector("[data-error-summary]");
    if (summary) {
      const form = summary.closest("form[data-guard]"); // sent, but nothing of it was saved
      if (form) form.dataset.dirty = "yes";
      summary.focus();
    }
    return Boolean(summary);
  };
  focusSummary(document);

  // --- menus close by Escape and by a click elsewhere -------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details.menu[open]")) {
      const within = menu.contains(document.activeElement);
      menu.open = false;
      if (within) menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // --- a button that says why it cannot be used does nothing else ----------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest('[aria-disabled="true"]');
    if (button) event.preventDefault();
  }, true);

  // --- all the ticks of a table at once ---------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.tickAll;
    if (!name) return;
    const table = event.target.closest("table");
    for (const box of all(`input[type="checkbox"][name="${CSS.escape(name)}"]`, table)) box.checked = event.target.checked;
  });

  // --- htmx: 409 and 422 are swapped in by the page's htmx-config; here is what a person hears and sees ---------
  const trouble = document.getElementById("line-trouble");
  const showTrouble = (shown) => { if (trouble) trouble.hidden = !shown; };
  // A swap by outerHTML leaves the old element as the target: the new one is found by its id.
  const placeOf = (old) => (old.id && document.getElementById(old.id)) || (old.isConnected ? old : document);
  document.addEventListener("htmx:afterSwap", (event) => {
    showTrouble(false);
    const place = placeOf(event.detail.target);
    if (focusSummary(place)) return;
    const said = place.matches && place.matches("[data-announce]") ? place : place.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce);
  });

  // --- the focus is not lost: when what had it is swapped away, the piece that came in its place gets it ---------
  let heldFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    heldFocus = document.activeElement !== document.body && event.detail.target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = placeOf(event.detail.target);
    if (!heldFocus || document.activeElement !== document.body || place === document) return;
    heldFocus = false;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, () => {
      showTrouble(true);
      if (trouble) announce(trouble.textContent.trim());
    });
  }
})();
