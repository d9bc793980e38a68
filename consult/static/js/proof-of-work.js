// Before a draft is submitted: asks what has to be computed, <form data-work="/address">, and computes it in a worker,
// <… data-worker="/script">. [data-work-shown] shows how far that is. Whatever fails, the form is sent as it is: without
// a proof it may go to quarantine, and is received all the same.
const form = document.querySelector("form[data-work]");
const policy = window.trustedTypes?.createPolicy("proof-of-work", { createScriptURL: () => form.dataset.worker });

if (form) {
  const shown = form.querySelector("[data-work-shown]");
  const bar = shown.querySelector("progress");
  const status = shown.querySelector("[role=status]");
  let isReady = false;
  let worker = null;

  const stop = () => {
    worker?.terminate();
    worker = null;
    shown.hidden = true;
  };
  const send = (button) => {
    stop();
    isReady = true;
    form.requestSubmit(button);
  };
  const ask = async () => {
    const answer = await fetch(form.dataset.work, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(10000),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const compute = (told, button) => {
    shown.hidden = false;
    bar.value = 0;
    status.textContent = status.dataset.computing;
    worker = new Worker(policy ? policy.createScriptURL("") : form.dataset.worker);
    worker.onmessage = ({ data }) => {
      // how likely it is that a proof is found by now
      if (data.tried) bar.value = 100 * (1 - Math.exp(-data.tried / 2 ** told.bits));
      if (!data.proof) return;
      form.elements.proof.value = data.proof;
      send(button);
    };
    worker.onerror = () => send(button);
    worker.postMessage(told);
  };
  // Before the script that lets a form be sent once hears of it.
  window.addEventListener(
    "submit",
    async (event) => {
      // what is not agreed to is not submitted: its page says so
      if (event.target !== form || isReady || !form.elements.consent.checked) return;
      event.preventDefault();
      event.stopPropagation();
      if (worker || form.hasAttribute("aria-busy")) return;
      const button = event.submitter;
      form.setAttribute("aria-busy", "true");
      try {
        const told = await ask();
        form.elements.task.value = told.task;
        form.elements.proof.value = "0";
        if (told.bits) compute(told, button);
        else send(button);
      } catch {
        send(button);
      } finally {
        form.removeAttribute("aria-busy");
      }
    },
    { capture: true },
  );
  shown.querySelector("[data-work-cancel]").addEventListener("click", stop);
  shown.querySelector("[data-work-skip]").addEventListener("click", () => {
    form.elements.task.value = "";
    send(null);
  });
  window.addEventListener("pageshow", () => {
    isReady = false;
    stop();
  });
}
