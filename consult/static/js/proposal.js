// The field of a proposal, [data-proposal] in the form of a comment, follows what is chosen above it: it begins with the
// words of the part that the comment is on, or of the passage, unless something else was typed; a new passage begins with
// none, and a deletion, whose label names what is deleted, has no field. Without this script the server does that.

const one = (words) => words.replace(/\s+/g, " ").trim();

// The words of the part of the passage that is chosen; "" for all of it.
const quoteOf = (form) => {
  const list = form.elements.quote_part;
  if (!list) return form.querySelector("input[name=quote]")?.value ?? "";
  const chosen = list.selectedOptions?.[0] ?? form.querySelector("input[name=quote_part]:checked");
  return chosen?.dataset.words ?? "";
};

const fit = (form) => {
  const place = form.querySelector("[data-proposal]");
  const { proposal: area, proposal_of: of, proposal_kind: kinds } = form.elements;
  if (!place || !area || !of) return;
  const kind = kinds?.value || "change";
  const quote = quoteOf(form);
  const start = quote || place.dataset.passage;
  const began = of.value || place.dataset.passage;
  const isUntouched = [one(began), one(start), ""].includes(one(area.value));
  const before = area.value;
  if (isUntouched) {
    area.value = kind === "insert" ? "" : start;
    of.value = quote;
  }
  area.closest(".field").hidden = kind === "delete";
  const label = form.querySelector("input[name=proposal_kind][value=delete]")?.labels[0];
  if (label && form.querySelector("#quote")) label.textContent = quote ? place.dataset.deletePart : place.dataset.deletePassage;
  const { insertLabel, changeLabel, insertHint, editHint, writeHint } = place.dataset;
  const named = form.querySelector("label[for=proposal]");
  named.firstChild.textContent = `${kind === "insert" ? insertLabel : changeLabel} `;
  named.querySelector(".optional")?.toggleAttribute("hidden", kind === "insert");
  form.querySelector("#proposal-hint").textContent = kind === "insert" ? insertHint : start ? editHint : writeHint;
  if (area.value !== before) area.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form:has([data-proposal])");
  const isChoice = ["quote", "quote_part", "proposal_kind"].includes(event.target.name);
  if (form && (isChoice || event.target === form)) fit(form);
});
const fitIn = (root) => {
  for (const place of root.querySelectorAll("[data-proposal]")) fit(place.closest("form"));
};
fitIn(document);
document.addEventListener("htmx:load", (event) => fitIn(event.detail.elt));
