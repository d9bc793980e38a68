// Shows a question as soon as the answer before asks for it (<fieldset data-cause="q7" data-codes="1 other">), the field
// for "something else" once that is chosen, how many words there are, a date in words, and how many questions have answers.
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);

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

const long = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
const day = (date) => (/^fr\b/.test(language) ? long.format(date).replace(/^1(?=\s)/, "1er") : long.format(date));
for (const control of document.querySelectorAll("[data-date-words]")) {
  control.addEventListener("input", () => {
    document.getElementById(control.dataset.dateWords).textContent = control.valueAsDate ? day(control.valueAsDate) : "";
  });
}

// The server has counted the answers of all sections; those of this one change while someone answers.
const told = document.querySelector("[data-questions-answered]");
const questions = [...document.querySelectorAll("form.questionnaire fieldset.question")];
const isAnswered = (question) =>
  !question.hidden &&
  [...question.querySelectorAll("input, textarea, select")].some((one) =>
    ["checkbox", "radio"].includes(one.type) ? one.checked && one.value : one.type !== "hidden" && one.value.trim(),
  );
const answered = () => questions.filter(isAnswered).length;
if (told) {
  const others = Number(told.dataset.questionsAnswered) - answered();
  const recount = () => {
    told.textContent = told.dataset.words.replace("{n}", number.format(Math.max(0, others + answered())));
  };
  for (const kind of ["input", "change"]) document.addEventListener(kind, recount);
}
