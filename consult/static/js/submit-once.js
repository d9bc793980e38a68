// A form that posts is sent once: a second press does nothing until the page is shown again.
const sent = new WeakSet();
// Who signs out, or has this browser forget their submissions, leaves no words in it (workspace.js keeps some).
const forgetTyped = () => {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("consult.typed.")) localStorage.removeItem(name);
  } catch {
    // no storage: nothing is kept
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  if (form.action.endsWith("/sign-out")) forgetTyped();
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});
// What is wrong is read first.
document.getElementById("error-summary")?.focus();
