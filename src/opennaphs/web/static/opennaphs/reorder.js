// Ordering rows by drag or by arrow keys. The row's own form (components/reorder.html) is what is posted: its "up" and
// "down" buttons work without this file; here its field "position" is filled and the same form is sent.
(() => {
  "use strict";
  const rowsOf = (list) => Array.from(list.querySelectorAll(":scope > [data-reorder]"));
  const place = (row) => rowsOf(row.parentElement).indexOf(row) + 1;
  let moving = null; // { row, list, from, pointer }

  const say = (row) => {
    const text = row.parentElement.dataset.moved || "";
    const detail = text.replace("{position}", place(row)).replace("{count}", rowsOf(row.parentElement).length);
    document.dispatchEvent(new CustomEvent("announce", { detail: { text: detail } }));
  };
  const begin = (row, pointer) => {
    moving = { row, list: row.parentElement, from: place(row), pointer, order: rowsOf(row.parentElement) };
    row.classList.add("moving");
  };
  const end = () => {
    const finished = moving;
    moving = null;
    finished.row.classList.remove("moving");
    return finished;
  };
  const restore = () => {
    const { list, order, row } = end();
    const after = rowsOf(list).at(-1).nextSibling; // never a row, so nothing is put before itself
    for (const each of order) list.insertBefore(each, after);
    say(row);
  };
  const send = () => {
    const { row, from } = end();
    if (place(row) === from) return;
    const form = row.querySelector("form[data-reorder-form]");
    form.elements.position.value = place(row);
    form.requestSubmit();
  };
  const shift = (row, step) => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other || !other.hasAttribute("data-reorder")) return;
    moving.lifting = true; // moving a row takes the focus away for a moment: that is no leaving
    row.parentElement.insertBefore(row, step < 0 ? other : other.nextElementSibling);
    row.querySelector("[data-reorder-handle]").focus();
    moving.lifting = false;
    say(row);
  };

  // The others are moved, not the row in hand: taking it out of the page would end the drag.
  const pass = (row, rows, to) => {
    const from = rows.indexOf(row);
    const passed = to > from ? rows.slice(from + 1, to + 1) : rows.slice(to, from).reverse();
    for (const each of passed) row.parentElement.insertBefore(each, to > from ? row : row.nextSibling);
  };

  // --- pointer ------------------------------------------------------------------------------------------
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-reorder-handle]");
    if (!handle || event.button !== 0) return;
    if (moving) end();
    begin(handle.closest("[data-reorder]"), event.pointerId);
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
  });
  document.addEventListener("pointermove", (event) => {
    if (!moving || moving.pointer !== event.pointerId) return;
    const { row, list } = moving;
    const rows = rowsOf(list);
    for (const other of rows) {
      if (other === row) continue;
      const box = other.getBoundingClientRect();
      if (event.clientY < box.top || event.clientY > box.bottom) continue;
      const down = Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
      const half = event.clientY > box.top + box.height / 2;
      if (down === half) pass(row, rows, rows.indexOf(other));
      break;
    }
  });
  document.addEventListener("pointerup", (event) => {
    if (moving && moving.pointer === event.pointerId) { say(moving.row); send(); }
  });
  document.addEventListener("pointercancel", () => { if (moving) restore(); });

  // --- keyboard: arrows move, Enter or Space keeps, Escape puts back; leaving the handle keeps ------------------
  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest && event.target.closest("[data-reorder-handle]");
    if (!handle) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!moving) begin(handle.closest("[data-reorder]"), null);
      shift(moving.row, step);
    } else if (moving && event.key === "Escape") {
      event.preventDefault();
      const row = moving.row;
      moving.lifting = true;
      restore();
      row.querySelector("[data-reorder-handle]").focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (moving) send();
    }
  });
  document.addEventListener("focusout", (event) => {
    if (moving && moving.pointer === null && !moving.lifting && event.target.matches("[data-reorder-handle]")) send();
  });

  const show = (from) => { for (const handle of from.querySelectorAll("[data-reorder-handle]")) handle.hidden = false; };
  show(document);
  document.addEventListener("htmx:afterSwap", () => show(document));
})();
