// Rectangles drawn on the pages of a file become lines of the form, which works without this script.

const lines = document.querySelector("textarea[name=boxes]");
const thousandths = (part, whole) => Math.max(0, Math.min(1000, Math.round((1000 * part) / whole)));

const show = () => {
  document.querySelectorAll(".page-image .page-box").forEach((one) => one.remove());
  for (const line of lines.value.split("\n")) {
    const [page, left, top, width, height] = line.trim().split(/\s+/).map(Number);
    const figure = document.querySelector(`.page-image[data-page="${page}"]`);
    const image = figure?.querySelector("img");
    if (!image || !(width > 0 && height > 0)) continue;
    const box = document.createElement("span");
    box.className = "page-box";
    const place = { left, top, width, height };
    for (const [name, value] of Object.entries(place)) {
      const whole = name === "left" || name === "width" ? image.clientWidth : image.clientHeight;
      const offset = name === "left" ? image.offsetLeft : name === "top" ? image.offsetTop : 0;
      box.style.setProperty(name, `${offset + (value * whole) / 1000}px`);
    }
    figure.append(box);
  }
};

for (const figure of document.querySelectorAll(".page-image")) {
  const image = figure.querySelector("img");
  let start = null;
  image.addEventListener("pointerdown", (event) => {
    start = [event.offsetX, event.offsetY];
    image.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  image.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [x, y] = start;
    start = null;
    const left = thousandths(Math.min(x, event.offsetX), image.clientWidth);
    const top = thousandths(Math.min(y, event.offsetY), image.clientHeight);
    const width = thousandths(Math.abs(event.offsetX - x), image.clientWidth);
    const height = thousandths(Math.abs(event.offsetY - y), image.clientHeight);
    if (width < 2 || height < 2) return;
    const box = [figure.dataset.page, left, top, Math.min(width, 1000 - left), Math.min(height, 1000 - top)];
    lines.value = [lines.value.trim(), box.join(" ")].filter(Boolean).join("\n");
    show();
  });
  image.addEventListener("load", show);
}
lines.addEventListener("input", show);
addEventListener("resize", show);
document.querySelector(".page-zoom")?.addEventListener("change", show);
show();
