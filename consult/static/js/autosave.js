// Keeps what is typed on the server: <form data-autosave="/address"> with an element [data-autosave-status] in it, whose
// data-saved ("Saved {time}"), data-incomplete (of what is kept, and not complete or not sent), data-beside (of what is
// kept beside what another page has saved) and data-failed are the words. Ten seconds after a first keystroke, and when
// the page is left. data-unsaved: the page came back with words that were not taken. It never takes anything away: what
// could not be saved stays in the form and is tried again.
const fieldsOf = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let saved = form.hasAttribute("data-unsaved") ? "" : fieldsOf(form);
  let timer = 0;

  const say = (words, failed) => {
    if (!status) return;
    status.textContent = words || "";
    status.toggleAttribute("data-failed", failed);
  };
  const save = async () => {
    timer = 0;
    const present = fieldsOf(form);
    if (present === saved) return;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json", "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = present;
      const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      const time = new Intl.DateTimeFormat(document.documentElement.lang, clock).format(new Date());
      const words = { 202: status?.dataset.beside, 204: status?.dataset.saved }[answer.status] || status?.dataset.incomplete;
      say((words || "Saved {time}").replace("{time}", time), false);
    } catch {
      say(status?.dataset.failed || "Not saved yet; what you typed is still here.", true);
      timer = setTimeout(save, 10000);
    }
  };
  form.addEventListener("input", () => {
    if (!timer) timer = setTimeout(save, 10000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    saved = fieldsOf(form);
  });
  // Another form of the page, "Sign out" among them, is sent once this one is saved: afterwards it may be nobody's.
  let isLeaving = false;
  document.addEventListener(
    "submit",
    async (event) => {
      if (event.target === form || isLeaving || fieldsOf(form) === saved) return;
      event.preventDefault();
      event.stopPropagation();
      await save();
      isLeaving = true;
      event.target.requestSubmit(event.submitter);
    },
    true,
  );
  // What is longer than a browser sends while it leaves a page is asked about instead.
  addEventListener("beforeunload", (event) => {
    const present = fieldsOf(form);
    if (present !== saved && new Blob([present]).size > 50000) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    const present = fieldsOf(form);
    if (document.visibilityState !== "hidden" || present === saved) return;
    navigator.sendBeacon(form.dataset.autosave, new FormData(form));
  });
}
