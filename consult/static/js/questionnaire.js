// Shows a question as soon as the answer before asks for it (<fieldset data-cause="q7" data-codes="1 other">), the field
// for "something else" once that is chosen, how many words there are, and a date in words.
const language = document.documentElement.lang;

for (const form of document.querySelectorAll("form.questionnaire")) {
  const scripted = form.querySelector("[name=scripted]");
  if (scripted) scripted.value = "1";
  const following = [...form.querySelectorAll("fieldset[data-cause]")];

  const chosen = (name) =>
    [...form.querySelectorAll(`[name="${name}"]`)].filter((one) => one.checked).map((one) => one.value);
  const update = () => {
    for (const question of following) {
      const name = question.dataset.cause;
      const cause = form.querySelector(`[name="${name}"]`);
      if (!cause) continue; // in another section: the server has decided
      const isAsked = !cause.closest("fieldset").hidden && chosen(name).some((code) => question.dataset.codes.split(" ").includes(code));
      question.hidden = !isAsked;
    }
    for (const other of form.querySelectorAll("[data-other]")) {
      const words = other.querySelector("textarea");
      other.hidden = !document.getElementById(other.dataset.other)?.checked && !words.value;
    }
  };
  form.addEventListener("change", update);
  update();
}

const words = (text) => (text.match(/[\u3040-\u30ff\u4e00-\u9fff]|[^\s\u3040-\u30ff\u4e00-\u9fff]+/g) || []).length;
const number = new Intl.NumberFormat(language);
for (const control of document.querySelectorAll("[data-most-words]")) {
  const used = document.getElementById(`${control.id.replace(/-words$/, "")}-limit`)?.querySelector("[data-words-used]");
  if (!used) continue;
  const count = () => {
    const present = words(control.value);
    used.textContent = used.dataset.wordsUsed.replace("{n}", number.format(present)).replace("{most}", number.format(control.dataset.mostWords));
    used.toggleAttribute("data-is-over", present > control.dataset.mostWords);
  };
  control.addEventListener("input", count);
  count();
}

const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
for (const control of document.querySelectorAll("[data-date-words]")) {
  control.addEventListener("input", () => {
    document.getElementById(control.dataset.dateWords).textContent = control.valueAsDate ? day.format(control.valueAsDate) : "";
  });
}
