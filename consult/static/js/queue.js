// Single keys in a queue: [data-key] is pressed by its key, j and k walk the list of a[data-item], x chooses the line
// there, ? opens the help.
// Never while something is typed, never with a modifier; the help's checkbox switches them off in this browser.
const help = document.getElementById("keys");
const off = help?.querySelector("[data-keys-off]");
const isTyping = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog");

function step(by) {
  const all = [...document.querySelectorAll("a[data-item]")];
  const from = all.indexOf(document.activeElement);
  const chosen = all.findIndex((item) => item.getAttribute("aria-current") === "true");
  all[Math.min(Math.max((from < 0 ? chosen : from) + by, 0), all.length - 1)]?.focus();
}

// The checkbox of the line that has the focus, or of the one that is open.
function choose() {
  const line = document.activeElement.closest(".queue-item") ?? document.querySelector(".queue-item.is-chosen");
  const box = line?.querySelector("[data-choose]");
  if (box) box.checked = !box.checked;
  return Boolean(box);
}

const all = document.querySelector("[data-choose-all]");
all?.addEventListener("click", (event) => {
  const boxes = [...document.querySelectorAll("[data-choose]")];
  const wanted = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = wanted;
  all.textContent = wanted ? all.dataset.none : all.dataset.all;
  event.preventDefault();
});

// The key that is meant: on a keyboard of another script the one that has the place of the Latin letter.
function keyOf(event) {
  const isOther = /^(?!\p{Script=Latin})\p{L}$/u.test(event.key);
  const place = isOther ? /^Key([A-Z])$/.exec(event.code) : null;
  return place ? place[1].toLowerCase() : event.key;
}

function press(key) {
  const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (found?.matches("input, textarea, select")) found.focus();
  else if (found?.matches("details")) {
    found.querySelector("summary").click();
    if (found.open) found.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  }
  else found?.click();
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const key = keyOf(event);
  if ((key === "?" || event.key === "؟") && help) help.showModal();
  else if (off?.checked) return;
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "x" ? !choose() : !press(key)) return;
  event.preventDefault();
});
for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens)?.showModal());
}
if (off) {
  off.checked = localStorage.getItem("keys") === "off";
  off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
}
document.querySelector(".queue-item.is-chosen")?.scrollIntoView({ block: "nearest" });
