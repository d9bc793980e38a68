// Checks the dates of a form while they are chosen: asks the server as its "check" button does, and shows what it says.
const shown = document.querySelector("[data-check]");
const form = shown?.closest("form");
if (form) {
  const shapes = { ok: "✓", warn: "▲", bad: "■", info: "○" };
  let pause = 0;
  const check = async () => {
    const asked = new FormData(form);
    asked.set("verb", "check");
    try {
      const answer = await fetch(location.href, { method: "POST", body: asked, headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) return;
      const { findings } = await answer.json();
      shown.replaceChildren(
        ...findings.map(({ level, words }) => {
          const line = document.createElement("p");
          line.className = `need need-${level}`;
          const shape = document.createElement("span");
          shape.setAttribute("aria-hidden", "true");
          shape.textContent = `${shapes[level]} `;
          line.append(shape, words);
          return line;
        }),
      );
    } catch {
      // the button still checks
    }
  };
  form.addEventListener("change", () => {
    clearTimeout(pause);
    pause = setTimeout(check, 300);
  });
}
