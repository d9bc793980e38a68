// A file is sent in parts, which go on after a lost connection and after the page is opened again. Without this script,
// or where the server does not take the file in parts, the form sends it whole and the page says what is wrong.

const PART = 1 << 20;
const form = document.querySelector("form[data-upload]");
const said = form?.querySelector("[data-upload-said]");
const bar = form?.querySelector("progress");
const words = form?.dataset;
const head = { "Tus-Resumable": "1.0.0", "X-CSRF-Token": form?.elements.csrf_token.value };
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
const say = (text) => {
  if (said.textContent !== text) said.textContent = text;
};

// The answer to a request that may be made again; null for a part, whose offset has to be asked for then.
const ask = async (address, options) => {
  for (let seconds = 1; ; seconds = Math.min(seconds * 2, 30)) {
    try {
      const answer = await fetch(address, options);
      if (answer.status < 500 && answer.status !== 429) return answer;
    } catch {
      // the connection is lost
    }
    say(words.lost);
    await wait(seconds);
    if (options.method === "PATCH") return null;
  }
};

const hash = async (file) => {
  if (!globalThis.crypto?.subtle) return "";
  const found = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(found)].map((one) => one.toString(16).padStart(2, "0")).join("");
};

const kept = {
  get: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      // a browser that keeps nothing begins again
    }
  },
};

const begin = async (file) => {
  const about = { filename: file.name, description: form.elements.description.value, sha256: await hash(file) };
  const metadata = Object.entries(about).filter(([, value]) => value);
  const headers = {
    ...head,
    "Upload-Length": file.size,
    "Upload-Metadata": metadata.map(([name, value]) => `${name} ${encoded(value)}`).join(","),
  };
  const begun = await ask(words.upload, { method: "POST", headers });
  return begun.status === 201 ? begun.headers.get("Location") : null;
};

const show = (offset, size) => {
  const done = Math.floor((100 * offset) / size);
  bar.hidden = false;
  bar.value = done;
  // every tenth is said, so that a screen reader is not kept busy
  say(words.progress.replace("{n}", percent.format((done - (done % 10)) / 100)));
};

const send = async (file) => {
  const key = `upload ${words.upload} ${file.name} ${file.size} ${file.lastModified}`;
  let address = kept.get(key);
  let offset = -1;
  for (;;) {
    if (offset < 0 && address) {
      const known = await ask(address, { method: "HEAD", headers: head });
      offset = known.ok ? Number(known.headers.get("Upload-Offset")) : -1;
      if (offset < 0) address = null;
    }
    if (!address) {
      address = await begin(file);
      kept.set(key, address);
      if (!address) return false;
      offset = 0;
    }
    if (offset >= file.size) break;
    show(offset, file.size);
    const headers = { ...head, "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset };
    const sent = await ask(address, { method: "PATCH", headers, body: file.slice(offset, offset + PART) });
    if (sent && !sent.ok && ![404, 409].includes(sent.status)) {
      kept.set(key, "");
      return false;
    }
    offset = sent?.ok ? Number(sent.headers.get("Upload-Offset")) : -1;
  }
  kept.set(key, "");
  return true;
};

// A file that is over the limit is not sent: the form says so at the field as soon as it is chosen.
const isTooLarge = () => (form.elements.file.files[0]?.size ?? 0) > Number(words.most);
const check = () => {
  const control = form.elements.file;
  const field = control.closest(".field");
  field.querySelector(".field-error")?.remove();
  field.classList.toggle("is-wrong", isTooLarge());
  control.removeAttribute("aria-invalid");
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== "file-error");
  if (isTooLarge()) {
    const error = form.querySelector("template[data-too-large]").content.firstElementChild.cloneNode(true);
    error.id = "file-error";
    field.append(error);
    control.setAttribute("aria-invalid", "true");
    described.push("file-error");
  }
  if (described.length) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
};
form?.elements.file.addEventListener("change", check);

let isSending = false;
form?.addEventListener(
  "submit",
  async (event) => {
    const [file] = form.elements.file.files;
    if (!isSending && isTooLarge()) {
      event.preventDefault();
      event.stopPropagation();
      return form.elements.file.focus();
    }
    if (isSending) event.preventDefault();
    if (isSending || !file || file.size < PART / 4) return;
    isSending = true;
    event.preventDefault();
    event.stopPropagation();
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
    if (!(await send(file))) form.submit();
    else if (location.pathname !== words.after) location.assign(words.after + "#attachments");
    else {
      location.hash = "attachments";
      location.reload();
    }
  },
  true,
);
