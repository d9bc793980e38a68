// Single keys on a page of a text, [data-keys]: from passage to passage, to comment on the one in which words are
// selected, else on the one that has the focus, or the first one in view, and to the list of keys. They can be switched off,
// and do nothing while someone types. Every key has a link or a button that does the same.

const keys = document.querySelector("[data-keys]");
const choice = keys.querySelector("#keys-on");
const isOff = "consult.keys-off";
const inStore = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null; // no storage: the choice is that of this page
  }
};
keys.hidden = false;
choice.checked = !inStore((store) => store.getItem(isOff));
choice.addEventListener("change", () => {
  inStore((store) => (choice.checked ? store.removeItem(isOff) : store.setItem(isOff, "1")));
});

// The key that is meant: on a keyboard of another script the one that has the place of the Latin letter.
const keyOf = (event) => {
  const isOther = /^(?!\p{Script=Latin})\p{L}$/u.test(event.key);
  const place = isOther ? /^Key([A-Z])$/.exec(event.code) : null;
  return place ? place[1].toLowerCase() : event.key === "؟" ? "?" : event.key;
};

const blocks = () => [...document.querySelectorAll(".block[id]")];
const inView = () => {
  const places = blocks().map((block) => [block, block.getBoundingClientRect()]);
  const [found] =
    places.find(([, at]) => at.top >= -1 && at.top < innerHeight) ?? places.find(([, at]) => at.bottom > 0) ?? [];
  return found;
};

// The passage in which the words that are selected begin: select-quote.js has put them into its link.
const chosen = () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const inside = selection.getRangeAt(0).startContainer;
  return (inside.nodeType === 1 ? inside : inside.parentElement)?.closest("main .block[id]");
};

const focusOn = (block) => {
  if (!block) return;
  if (!block.hasAttribute("tabindex")) block.tabIndex = -1;
  block.focus();
};

const step = (block, by) => {
  if (!block) return focusOn(inView());
  const all = blocks();
  focusOn(all[all.indexOf(block) + by]);
};

const acts = {
  j: (block) => step(block, 1),
  k: (block) => step(block, -1),
  c: (block) => (chosen() ?? block ?? inView())?.querySelector("a[data-quote-link]")?.click(),
  s: () => keys.dataset.keysSheet && location.assign(keys.dataset.keysSheet),
  "?": () => {
    keys.open = true;
    keys.querySelector("summary").focus();
  },
};

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], dialog, #writing";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat && event.key === "c") return;
  if (!choice.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement ?? document.body;
  if (event.target.closest?.(TYPING) || at.closest(TYPING)) return;
  if (at !== document.body && !at.closest("main")) return;
  const act = acts[keyOf(event)];
  if (!act) return;
  event.preventDefault();
  act(at.closest(".block[id]"));
});
