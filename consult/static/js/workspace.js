// The page of the text, [data-workspace]: a comment is opened, written, saved, closed and removed beside its passage,
// without another page. Every link and form here works alone too; htmx puts what the server answers below the passage.
// What is typed is kept in the browser until the server has it, and offered again.

const page = document.querySelector("[data-workspace]");
const text = page.querySelector("#workspace-text");
const { htmx } = window;
const panel = () => document.getElementById("writing");
const showWhatScriptsDo = (root) => {
  for (const hint of root.querySelectorAll("[data-where-scripts]")) hint.hidden = false;
};
const blockOf = (element) => element?.closest?.(".block");
const template = (name) => page.querySelector(`template[data-${name}]`).content;
const words = (name) => template(name).textContent.trim();

// Asks the server, and waits until htmx has put in what it answers, or could not.
const ask = (verb, address, how) =>
  new Promise((resolve) => {
    const heard = (event) => {
      if (event.detail.requestConfig?.path !== address) return;
      document.removeEventListener("htmx:afterRequest", heard);
      setTimeout(resolve, 0);
    };
    document.addEventListener("htmx:afterRequest", heard);
    htmx.ajax(verb, address, how).catch(() => {}); // told where it was asked: the form is still there then
  });
const formOf = (root) => root?.querySelector("form[data-in-place]");

// -- what is typed, kept in this browser -------------------------------------------------------------------------------

const TYPED = ["comment", "proposal_kind", "proposal", "rationale"];
const keptName = (form) => `consult.typed.${form.dataset.keptAs}`;
const typedIn = (form) =>
  Object.fromEntries([...TYPED, "proposal_of"].map((name) => [name, form.elements[name]?.value ?? ""]));
const inStore = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null; // no storage, or it is full: the server has what was typed ten seconds ago
  }
};
const keep = (form) => inStore((store) => store.setItem(keptName(form), JSON.stringify(typedIn(form))));
const forget = (name) => inStore((store) => store.removeItem(name));

const offer = (form) => {
  const kept = inStore((store) => JSON.parse(store.getItem(keptName(form)) ?? "null"));
  if (!kept || !form.dataset.keptAs) return;
  const differing = TYPED.filter((name) => kept[name] && form.elements[name] && kept[name] !== form.elements[name].value);
  if (!differing.length) return;
  const notice = template("kept-offer").firstElementChild.cloneNode(true);
  const chosen = () => form.querySelector(`input[name=proposal_kind][value="${CSS.escape(kept.proposal_kind)}"]`)?.labels[0];
  const said = (name) => (name === "proposal_kind" ? chosen()?.textContent : kept[name]) ?? "";
  notice.querySelector("blockquote").textContent = differing.map(said).join("\n\n");
  form.prepend(notice);
  notice.querySelector("[data-kept-use]").addEventListener("click", () => {
    for (const name of differing) form.elements[name].value = kept[name];
    if (differing.includes("proposal")) form.elements.proposal_of.value = kept.proposal_of ?? "";
    notice.remove();
    fitToKind(form);
    form.elements.comment.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.comment.focus();
  });
  notice.querySelector("[data-kept-drop]").addEventListener("click", () => {
    forget(keptName(form));
    notice.remove();
    form.elements.comment.focus();
  });
};

// -- one comment is open -----------------------------------------------------------------------------------------------

// proposal.js has the field of the proposal follow what is chosen.
const fitToKind = (form) => (form.querySelector("#quote") ?? form).dispatchEvent(new Event("change", { bubbles: true }));

const shown = () => {
  const form = formOf(panel());
  if (!form) return panel()?.focus();
  // the change is shown as it is typed, and another passage opens from the text
  for (const one of form.querySelectorAll("button[value=preview], .beside")) one.hidden = true;
  showWhatScriptsDo(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("autosaved", (event) => {
    if (event.detail) forget(keptName(form));
  });
  const wrong = panel().querySelector("#error-summary");
  if (!wrong) offer(form);
  const first = wrong ?? form.elements.comment;
  first.focus({ preventScroll: true });
  // a form can be higher than the window: its beginning is in view, with the passage beside or above it (scroll-margin), and
  // what has the focus, above the foot (scroll-padding)
  const { top, bottom } = panel().getBoundingClientRect();
  panel().scrollIntoView({ block: top < 0 || bottom > innerHeight ? "start" : "nearest", behavior: "instant" });
  first.scrollIntoView({ block: "nearest", behavior: "instant" });
};

// The change is in view while it is typed, below the field that has the focus.
document.addEventListener("htmx:afterSwap", (event) => {
  const change = event.detail.target;
  const area = formOf(panel())?.elements.proposal;
  if (change.id !== "redline" || document.activeElement !== area) return;
  if (change.getBoundingClientRect().bottom - area.getBoundingClientRect().top < innerHeight * 0.6)
    change.scrollIntoView({ block: "nearest", behavior: "instant" });
});

// The words that are quoted now are marked in the passage. One with links stays as it is: those of a long draft lead to its
// other parts.
const mark = (block) => {
  const marked = block?.querySelector("template[data-marked]");
  if (!marked) return;
  const words = ":is(.block-text, .block-heading)";
  const [now, then] = [block.querySelector(`:scope > ${words}`), marked.content.querySelector(words)];
  if (now && then && !now.querySelector("a, img")) now.replaceChildren(...then.childNodes);
  marked.remove();
};

// Sends a form of a passage; afterwards what its reader has written there stands in its place, or the form with what is wrong.
const send = async (form, button) => {
  const own = form.closest("[data-own]");
  const block = blockOf(form);
  const isPanel = form === formOf(panel());
  const values = { place: block?.id ?? "", place_language: block?.closest("[lang]").lang ?? "" };
  if (button?.name) values[button.name] = button.value;
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const name = keptName(form);
  if (isPanel) keep(form);
  document.getElementById("own-told").textContent = ""; // what is told there is of what was sent last
  await ask("POST", address, { source: form, target: own, swap: "innerHTML", values });
  mark(block);
  if (!isPanel) return block?.querySelector("[data-quote-link]")?.focus();
  if (!panel()) return forget(name);
  if (panel().contains(form)) return notSent(form);
  forget(name); // it came back with what is wrong, and the server has it or says why not
  keep(formOf(panel()) ?? form);
  shown();
};

const notSent = (form) => {
  const status = form.querySelector("[data-autosave-status]");
  for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  if (!status) return;
  status.textContent = words("not-sent");
  status.toggleAttribute("data-failed", true);
};

// Keeps what was typed, complete or not, and closes the form; verb "after", of someone who goes on to another passage, saves
// what is complete. Whether it is closed.
const close = async (verb = "back") => {
  const form = formOf(panel());
  const button = form?.querySelector("button[value=back]")?.cloneNode();
  if (!button) {
    panel()?.remove();
    return true;
  }
  button.value = verb;
  await send(form, button);
  return !panel();
};

const backTo = (block) => block?.querySelector("[data-quote-link]")?.focus();

const argument = (href, name) => new URL(href, location.href).searchParams.get(name) ?? "";

const open = async (href, block) => {
  const own = block.querySelector("[data-own]");
  const present = formOf(panel());
  if (present && own.contains(present) && /\/comments\/new$/.test(new URL(present.action).pathname) && /\/new\?/.test(href)) {
    choose(present, argument(href, "quote"), argument(href, "prefix"));
    return present.elements.comment.focus();
  }
  closePublished();
  if (panel() && !(await close("after"))) return formOf(panel())?.elements.comment.focus();
  await ask("GET", href, { source: own, target: own, swap: "beforeend" });
  if (panel()) shown();
  else location.assign(href); // what the page cannot show in place, it shows as a page
};

// What everyone can read on a passage, beside it; the link to these comments opens it, and has the focus afterwards.
const published = () => document.getElementById("published");

const closePublished = () => {
  const link = blockOf(published())?.querySelector("a.block-count");
  published()?.remove();
  return link;
};

const read = async (link) => {
  const block = blockOf(link);
  if (panel() && block.contains(panel())) {
    const list = panel().querySelector("details:has([hx-get])");
    if (list) list.open = true;
    return list?.querySelector("summary").focus();
  }
  if (panel() && !(await close())) return formOf(panel())?.elements.comment.focus();
  closePublished();
  const shown = template("published").firstElementChild.cloneNode(true);
  const [title, list, onPage] = ["h3", "div", "a"].map((name) => shown.querySelector(name));
  title.textContent = link.textContent;
  onPage.href = link.href;
  shown.querySelector("button").addEventListener("click", () => closePublished()?.focus());
  block.querySelector("[data-own]").append(shown);
  await ask("GET", link.getAttribute("href"), {
    source: list, target: list, swap: "innerHTML", select: ".reading-side > .comment",
  });
  if (!list.firstElementChild) return location.assign(link.href);
  shown.focus({ preventScroll: true });
  shown.scrollIntoView({ block: "nearest", behavior: "instant" });
};

// The words that were selected become what the open comment is on.
const choose = (form, quote, prefix) => {
  if (!quote) return;
  form.elements.quote_prefix.value = prefix;
  form.elements.quote_start.value = "";
  form.querySelector("input[name=quote]").value = quote;
  const list = form.querySelector("select#quote");
  if (list) {
    list.querySelector("option[value=words]")?.remove();
    const made = new Option(`${words("these-words")} ${quote}`, "words");
    made.dataset.words = quote;
    list.add(made, 1);
    list.value = "words";
    return fitToKind(form);
  }
  const whole = form.querySelector("#c-quote-whole")?.closest(".choice");
  if (!whole) return;
  form.querySelector("#c-quote-words")?.closest(".choice").remove();
  const made = whole.cloneNode(true);
  const [input, label] = [made.querySelector("input"), made.querySelector("label")];
  input.id = label.htmlFor = "c-quote-words";
  input.value = "words";
  input.dataset.words = quote;
  const quoted = document.createElement("q");
  quoted.dir = "auto";
  quoted.textContent = quote;
  label.replaceChildren(`${words("these-words")} `, quoted);
  whole.after(made);
  input.checked = true;
  fitToKind(form);
};

text.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-quote-link], a[data-open], a.block-count");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches(".block-count")) return read(link);
  open(link.getAttribute("href"), blockOf(link));
});

text.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("[data-own]") || !form.matches("[data-in-place], .button-form")) return;
  event.preventDefault();
  const block = blockOf(form);
  await send(form, event.submitter);
  if (!panel()) backTo(block);
});

// -- words that are selected -------------------------------------------------------------------------------------------

const button = template("words-button").firstElementChild.cloneNode(true);
button.hidden = true;
page.append(button);
button.addEventListener("pointerdown", (event) => event.preventDefault()); // what is selected stays so
button.addEventListener("click", () => {
  const link = text.querySelector("a[data-quote-link][href*='quote=']");
  button.hidden = true;
  if (link) open(link.getAttribute("href"), blockOf(link));
});
document.addEventListener("selectionchange", () => {
  const link = text.querySelector("a[data-quote-link][href*='quote=']"); // select-quote.js has put it there
  button.hidden = !link;
  if (!link) return;
  const at = document.getSelection().getRangeAt(0).getBoundingClientRect();
  const here = page.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = button;
  const [row, isLeftward] = [link.parentElement.getBoundingClientRect(), getComputedStyle(link).direction === "rtl"];
  let [left, top] = [at.left, at.bottom + 6];
  if (top < row.bottom && top + height > row.top) {
    // beside the links below the passage, or below them: it covers none
    const taken = [...link.parentElement.children].map((one) => one.getBoundingClientRect());
    const free = isLeftward ? Math.min(...taken.map((one) => one.left)) - width - 12 : Math.max(...taken.map((one) => one.right)) + 12;
    const fits = isLeftward ? free >= row.left : free + width <= row.right;
    [left, top] = fits ? [free, row.top] : [left, row.bottom + 2];
  }
  button.style.setProperty("inset-block-start", `${top - here.top}px`);
  button.style.setProperty("left", `${Math.max(0, Math.min(left - here.left, here.width - width))}px`);
});

// -- keys of the open comment; passage-keys.js has the others ---------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const inside = panel()?.contains(event.target);
  if (inside && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return formOf(panel())?.requestSubmit();
  }
  if (inside && event.key === "Escape") {
    const block = blockOf(panel());
    return close().then((isClosed) => isClosed && backTo(block));
  }
  if (event.key === "Escape" && published()?.contains(event.target)) closePublished()?.focus();
});

showWhatScriptsDo(page);
// once the browser has gone to the passage, which takes the focus along
if (panel()) addEventListener("load", () => setTimeout(shown, 0));
