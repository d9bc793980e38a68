// Says how many characters are left in each control with data-counter; tells screen readers when typing pauses.
const characters = (text) => [...text.replace(/\r\n?/g, "\n")].length;
const begin = (control) => {
  const shown = document.getElementById(control.dataset.counter);
  if (!shown) return;
  const told = document.querySelector(`[data-counter-told="${shown.id}"]`);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let pause = 0;
  const count = () => {
    const left = Number(shown.dataset.maximum) - characters(control.value);
    const words = left < 0 ? shown.dataset.over : shown.dataset.left;
    shown.textContent = words.replace("{n}", number.format(Math.abs(left)));
    shown.toggleAttribute("data-is-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (told && document.activeElement === control) told.textContent = shown.textContent;
    }, 1500);
  };
  control.addEventListener("input", count);
  count();
};

const beginIn = (root) => {
  for (const control of root.querySelectorAll("[data-counter]")) begin(control);
};
beginIn(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) beginIn(event.detail.elt);
});
