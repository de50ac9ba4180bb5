// A slider beside each number of per cent. Without this file the number is typed, and nothing is missing.
(() => {
  "use strict";
  const dress = (from) => {
    for (const number of from.querySelectorAll("input[data-slide]:not([data-dressed])")) {
      const slider = document.createElement("input");
      slider.type = "range";
      slider.min = number.min;
      slider.max = number.max;
      slider.step = 5;
      slider.value = number.value || 0;
      slider.setAttribute("aria-label", number.parentElement.firstChild.textContent.trim());
      slider.addEventListener("input", () => { number.value = slider.value; });
      number.addEventListener("input", () => { slider.value = number.value || 0; });
      number.dataset.dressed = "yes";
      number.closest("label").after(slider);
    }
  };
  dress(document);
  document.addEventListener("htmx:afterSwap", () => {
    dress(document);
    for (const form of document.querySelectorAll("form.update-cards[data-dirty]")) delete form.dataset.dirty; // it was sent
  });
})();
