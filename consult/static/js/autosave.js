// Keeps what is typed on the server: <form data-autosave="/address"> with an element [data-autosave-status] in it, whose
// data-saved ("Saved {time}"), data-incomplete (of what is kept, and not complete or not sent), data-beside (of what is
// kept beside what another page has saved), data-failed and data-offline (a button was pressed without a connection) are
// the words. Ten seconds after a first keystroke, and when the page is left. Where the connection is gone or failed
// before, also before a button sends the form: the page of an error would take the words along. data-unsaved: the page
// came back with words that were not taken. What could not be saved stays in the form and is tried again;
// [data-autosave-promise] is hidden meanwhile. data-changed are the words for what the server refuses because someone else
// changed it. Where it answers with an address ("at"), the page is there from now on, also when it is loaded again.
// Files are sent by buttons alone; a page with one that was chosen is left only after asking.
const wordsOf = (form) => {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
  return data;
};
const fieldsOf = (form) => JSON.stringify([...wordsOf(form)]);

const begun = new WeakSet();

const begin = (form) => {
  if (begun.has(form)) return;
  begun.add(form);
  const status = form.querySelector("[data-autosave-status]");
  let saved = form.hasAttribute("data-unsaved") ? "" : fieldsOf(form);
  let timer = 0;

  let hasFailed = false;
  let onTheWay = null; // an AbortController of the save that is being sent: what is older never comes after a press

  const say = (words, failed) => {
    hasFailed = failed;
    for (const promise of form.querySelectorAll("[data-autosave-promise]")) promise.hidden = failed;
    if (!status) return;
    status.textContent = words || "";
    status.toggleAttribute("data-failed", failed);
  };
  // Whether the server was reached.
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    const present = fieldsOf(form);
    if (present === saved || !form.isConnected) return true;
    let answer = null;
    onTheWay = new AbortController();
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: wordsOf(form),
        headers: { Accept: "application/json", "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "manual",
        signal: onTheWay.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = present;
      const { at } = answer.status === 200 ? await answer.json() : {};
      if (at) {
        history.replaceState(history.state, "", at);
        const address = new URL(form.dataset.autosave, location.href);
        address.searchParams.delete("new"); // what has begun does not begin again where someone deletes it
        form.dataset.autosave = address.pathname + address.search;
      }
      form.dispatchEvent(new CustomEvent("autosaved", { detail: fieldsOf(form) === present }));
      const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      const time = new Intl.DateTimeFormat(document.documentElement.lang, clock).format(new Date());
      const words = { 202: status?.dataset.beside, 204: status?.dataset.saved }[answer.status] || status?.dataset.incomplete;
      say((words || "Saved {time}").replace("{time}", time), false);
    } catch (trouble) {
      if (trouble.name === "AbortError") return true;
      say((answer?.status === 409 && status?.dataset.changed) || status?.dataset.failed || "Not saved yet; what you typed is still here.", true);
      timer = setTimeout(save, 10000);
    }
    return answer !== null;
  };
  form.addEventListener("input", () => {
    if (!timer) timer = setTimeout(save, 10000);
  });
  let isSending = false;
  let isLeft = false; // by a button of the form, which takes its files along
  form.addEventListener("submit", async (event) => {
    if (form.hasAttribute("data-in-place")) {
      clearTimeout(timer);
      timer = 0;
      onTheWay?.abort();
      return; // the page stays, and with it what could not be sent
    }
    const isConnected = navigator.onLine && !hasFailed;
    if (isConnected || isSending || fieldsOf(form) === saved) {
      clearTimeout(timer);
      onTheWay?.abort();
      saved = fieldsOf(form);
      isLeft = true;
      return;
    }
    event.preventDefault();
    isSending = true;
    const button = event.submitter;
    if (await save()) {
      form.requestSubmit(button);
    } else {
      isSending = false;
      say(status?.dataset.offline || "There is no connection. Nothing was sent; what you typed is still here.", true);
    }
  });
  addEventListener("pageshow", () => {
    isSending = false;
    isLeft = false;
  });
  // Another form of the page, "Sign out" among them, is sent once this one is saved: afterwards it may be nobody's.
  let isLeaving = false;
  document.addEventListener(
    "submit",
    async (event) => {
      if (event.target === form || !form.isConnected || isLeaving || fieldsOf(form) === saved) return;
      event.preventDefault();
      event.stopPropagation();
      await save();
      isLeaving = true;
      event.target.requestSubmit(event.submitter);
    },
    true,
  );
  // What is longer than a browser sends while it leaves a page is asked about instead, and so is what could not be saved.
  addEventListener("beforeunload", (event) => {
    const present = fieldsOf(form);
    const hasFile = [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length);
    if (hasFile && form.isConnected && !isLeft) return event.preventDefault();
    if (form.isConnected && present !== saved && (hasFailed || new Blob([present]).size > 50000)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    const present = fieldsOf(form);
    if (document.visibilityState !== "hidden" || !form.isConnected || present === saved) return;
    navigator.sendBeacon(form.dataset.autosave, wordsOf(form));
  });
};

const beginIn = (root) => {
  for (const form of root.querySelectorAll("form[data-autosave]")) begin(form);
};
beginIn(document);
document.addEventListener("htmx:load", (event) => beginIn(event.detail.elt)); // forms that come into the page later
