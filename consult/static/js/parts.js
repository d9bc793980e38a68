// What htmx may put into a page. The content policy lets nothing become HTML but what this says: a page or a part of one
// that this server answered, word for word, while htmx puts it in; alone, or in the wrapping in which htmx reads a part.
// An element [data-parts-told] says what it has in data-failed where an answer was not taken in, and what it has in
// data-changed where that is because someone changed what the page shows. It names the [data-named] around the field that
// was sent, and before that field the same is said in a copy of template[data-part-told], until the field is sent again.

let answered = "";
const told = document.querySelector("[data-parts-told]");
const beside = document.querySelector("template[data-part-told]");
const notes = new WeakMap();
function say(words, field) {
  if (!told) return;
  told.textContent = words && (field?.closest("[data-named]")?.dataset.named ?? "") + words;
  notes.get(field)?.remove();
  if (!words || !field || !beside) return;
  const note = beside.content.firstElementChild.cloneNode(true);
  note.querySelector("[data-words]").textContent = words;
  field.before(note);
  notes.set(field, note);
}
const isPage = (xhr) =>
  new URL(xhr.responseURL, location.href).origin === location.origin &&
  /^text\/html\b/.test(xhr.getResponseHeader("Content-Type") ?? "");
const readAs = (html) => [html, `<body><template class="internal-htmx-wrapper">${html}</template></body>`];
// what was sent by a field of the page itself is answered with that page; with another one where the session ended, say
const isOtherPage = ({ xhr, requestConfig }) =>
  requestConfig.elt.getAttribute("hx-swap") === "none" && new URL(xhr.responseURL, location.href).pathname !== location.pathname;

document.addEventListener("htmx:beforeRequest", (event) => say("", event.detail.elt));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, shouldSwap, serverResponse, target } = event.detail;
  // else it is the page of an error, and the form stays; the change is shown of what is not complete, too
  const isPart = xhr.status < 400 || xhr.getResponseHeader("HX-Retarget") || target.hasAttribute("data-shows-incomplete");
  event.detail.shouldSwap = shouldSwap && isPage(xhr) && Boolean(isPart) && !isOtherPage(event.detail);
  answered = event.detail.shouldSwap ? serverResponse : "";
  if (!answered) say((xhr.status === 409 && told?.dataset.changed) || told?.dataset.failed, event.detail.requestConfig.elt);
});
for (const over of ["htmx:afterSwap", "htmx:swapError"]) {
  document.addEventListener(over, () => {
    answered = "";
  });
}
for (const lost of ["htmx:swapError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, (event) => say(told?.dataset.failed, event.detail.requestConfig?.elt ?? event.detail.elt));
}
window.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (answered && readAs(answered).includes(html) ? html : null),
});
