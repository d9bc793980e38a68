// From one row that waits for a choice to the next, [data-next-row]: its link leads to the first one, this to the one
// behind the row that has the focus. A row waits while its status says so ([data-waits]), which changes with each choice.
const link = document.querySelector("[data-next-row]");
link?.addEventListener("click", (event) => {
  const rows = [...document.querySelectorAll(".form-row")];
  const at = rows.indexOf(document.activeElement.closest(".form-row"));
  const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find((row) => row.querySelector("[data-waits]"));
  if (!next) return; // none on this page: the link stays what it was
  event.preventDefault();
  next.tabIndex = -1; // not its first choice: in a list of types the key would be a letter
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
});

// The form is sent once the choices are saved that are on their way: then it has the marks that they bring.
const form = document.getElementById("rows");
let saving = 0;
let waiting = null;
document.addEventListener("htmx:beforeRequest", () => {
  saving += 1;
});
document.addEventListener("htmx:afterRequest", () => {
  saving -= 1;
  setTimeout(() => {
    if (saving || !waiting) return;
    const { name, value } = waiting.submitter;
    waiting = null;
    // the answer has replaced the buttons
    const button = [...form.elements].find((one) => one.type === "submit" && one.name === name && one.value === value);
    if (button) form.requestSubmit(button);
  });
});
form?.addEventListener("submit", (event) => {
  if (!saving) return;
  event.preventDefault();
  waiting = event;
});
