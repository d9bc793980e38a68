// Words selected within one block of the draft narrow its comment link to them: ?quote=… is added, and taken away again.
const plain = new Map();
const quoting = document.querySelector("script[data-quote-words]")?.dataset.quoteWords;

// The words of a selection; a formula in it counts as a whole, as it reads in a line of text.
const wordsOf = (chosen) => {
  const range = chosen.getRangeAt(0).cloneRange();
  const formula = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("math");
  const [first, last] = [formula(range.startContainer), formula(range.endContainer)];
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const words = range.cloneContents();
  const formulas = words.querySelectorAll("math");
  if (!formulas.length) return chosen.toString();
  for (const math of formulas) math.replaceWith(math.getAttribute("alttext") ?? math.textContent);
  return words.textContent;
};

// What stands before a selection in the words of its block: it tells which place is meant where several have the same words.
const before = (block, chosen, quote) => {
  const words = block.querySelector(".block-text, .block-heading");
  if (!words || words.textContent.replace(/\s+/g, " ").split(quote).length < 3) return "";
  const range = document.createRange();
  range.setStart(words, 0);
  const { startContainer, startOffset } = chosen.getRangeAt(0);
  range.setEnd(startContainer, startOffset);
  return range.toString().replace(/\s+/g, " ").slice(-60);
};

document.addEventListener("selectionchange", () => {
  for (const [link, [href, words]] of plain) {
    link.setAttribute("href", href);
    link.firstChild.textContent = words;
  }
  plain.clear();
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return;
  const inside = chosen.getRangeAt(0).commonAncestorContainer;
  const block = (inside.nodeType === 1 ? inside : inside.parentElement)?.closest(".block:not(.text-gap)");
  const link = block?.querySelector("a[data-quote-link]");
  const quote = wordsOf(chosen).replace(/\s+/g, " ").trim();
  if (!link || quote.length < 2 || quote.length > 500) return;
  plain.set(link, [link.getAttribute("href"), link.firstChild.textContent]);
  const address = new URL(link.href);
  address.searchParams.set("quote", quote);
  const prefix = before(block, chosen, quote);
  if (prefix) address.searchParams.set("prefix", prefix);
  link.href = address.pathname + address.search + address.hash;
  if (quoting) link.firstChild.textContent = quoting;
});
