// Words selected inside [data-redactable data-field="comment"] become the place of a redaction: the element holds the
// text exactly as it is kept, so that offsets in it are the text's own. Counted in code points, as the server counts.
// A selection can be added to the list of what is hidden; the button that sends the form says how much that is.
const form = document.querySelector("[data-redact-form]");
const slot = (name) => form?.querySelector(`[data-redact-${name}]`);
const length = (text) => [...text].length;
const send = document.querySelector("[data-redact-submit]");

function count() {
  const label = send?.querySelector("[data-redact-label]");
  if (!label) return;
  const number = form.querySelectorAll("input[name=span]:checked").length + (slot("start").value ? 1 : 0);
  const words = number ? send.dataset.words : send.dataset.none;
  label.textContent = words.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(number));
}

function choose(field, start, end, words) {
  slot("field").value = field;
  slot("start").value = start;
  slot("end").value = end;
  if (slot("preview")) slot("preview").textContent = words;
  if (slot("selection")) slot("selection").hidden = !words;
  count();
}

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
  const words = range.toString();
  if (words) choose(holder.dataset.field || "comment", start, start + length(words), words);
});

slot("add")?.addEventListener("click", () => {
  const list = slot("list");
  const reason = form.querySelector("select")?.value;
  const value = [slot("field").value, slot("start").value, slot("end").value, reason].filter(Boolean).join(":");
  if (list && slot("start").value && ![...list.querySelectorAll("input")].some((one) => one.value === value)) {
    const row = document.createElement("div");
    const box = document.createElement("input");
    const label = document.createElement("label");
    const words = document.createElement("bdi");
    row.className = "choice";
    Object.assign(box, { type: "checkbox", name: "span", id: `span-${value}`, value, checked: true });
    label.htmlFor = box.id;
    words.textContent = slot("preview").textContent;
    const why = document.createElement("span");
    why.className = "meta";
    why.textContent = list.dataset.word || "";
    label.append(words, " ", why);
    row.append(box, label);
    list.append(row);
  }
  document.getSelection()?.removeAllRanges();
  choose("", "", "", "");
});
form?.addEventListener("change", count);
