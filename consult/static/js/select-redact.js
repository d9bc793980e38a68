// Words selected inside [data-redactable data-field="comment"] become the place of a redaction: the element holds the
// text exactly as it is kept, so that offsets in it are the text's own. Counted in code points, as the server counts.
const form = document.querySelector("[data-redact-form]");
const slot = (name) => form?.querySelector(`[data-redact-${name}]`);
const length = (text) => [...text].length;

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!form || !chosen || chosen.isCollapsed || chosen.rangeCount !== 1) return;
  const range = chosen.getRangeAt(0);
  const inside = range.commonAncestorContainer;
  const holder = (inside.nodeType === 1 ? inside : inside.parentElement)?.closest("[data-redactable]");
  if (!holder) return;
  const before = document.createRange();
  before.selectNodeContents(holder);
  before.setEnd(range.startContainer, range.startOffset);
  const start = length(before.toString());
  slot("start").value = start;
  slot("end").value = start + length(range.toString());
  if (slot("field")) slot("field").value = holder.dataset.field || "comment";
  if (slot("preview")) slot("preview").textContent = range.toString();
});
