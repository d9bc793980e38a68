// How far something is, looked at again and again: what changes is said, and when it is done the page is loaded anew.
const shown = document.querySelector("[data-progress]");
let pause = 1500;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (answer.ok && !now) {
      location.reload();
      return;
    }
    const words = now?.textContent.trim();
    if (words && words !== shown.textContent.trim()) shown.textContent = words;
  } catch {
    // no connection now: later
  }
  pause = Math.min(pause * 1.3, 10000);
  setTimeout(look, pause);
}

if (shown) setTimeout(look, pause);
