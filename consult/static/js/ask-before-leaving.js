// Asks before a page is left with something typed that was not sent: <form data-ask-before-leaving>. data-unsaved: the
// page came back with words that were not taken.
const fieldsOf = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

for (const form of document.querySelectorAll("form[data-ask-before-leaving]")) {
  let sent = form.hasAttribute("data-unsaved") ? "" : fieldsOf(form);
  form.addEventListener("submit", () => {
    sent = fieldsOf(form);
  });
  addEventListener("beforeunload", (event) => {
    if (fieldsOf(form) !== sent) event.preventDefault();
  });
}
