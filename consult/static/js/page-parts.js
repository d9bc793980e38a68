// The part of a page that a comment is on: a rectangle drawn on the image of the page, [data-page], fills the fields of the
// form, [data-page-fields]; where no form is open, the Comment link of the page leads to one with the rectangle: ?part=….
// Fields that are typed are shown as a rectangle. Without this script the fields work alone.

const SVG = "http://www.w3.org/2000/svg";
const SIDES = { page_top: "top", page_bottom: "bottom", page_left: "left", page_right: "right" };
const EDGES = { top: 0, bottom: 100, left: 0, right: 100 };
const plain = new Map();

const blockOf = (element) => element.closest(".block:not(.text-gap)");
const fieldsOf = (sheet) => (blockOf(sheet) ?? document).querySelector("[data-page-fields]");
const sheetOf = (fields) => (blockOf(fields) ?? document).querySelector("[data-page]");
const input = (fields, name) => fields.querySelector(`[name=${name}]`);
const inHundredths = (part, whole) => Math.max(0, Math.min(100, Math.round((1000 * part) / whole) / 10));

const show = (sheet, box) => {
  const marks = sheet.querySelector(".page-marks");
  marks.replaceChildren();
  if (!box || !(box.right > box.left && box.bottom > box.top)) return;
  const rectangle = document.createElementNS(SVG, "rect");
  const place = { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
  for (const [name, value] of Object.entries(place)) rectangle.setAttribute(name, value);
  marks.append(rectangle);
};

const typedIn = (fields) => {
  const typed = Object.entries(SIDES).map(([name, side]) => [side, input(fields, name).value.trim().replace(",", ".")]);
  if (!typed.some(([, value]) => value)) return null;
  return Object.fromEntries(typed.map(([side, value]) => [side, value ? Number(value) : EDGES[side]]));
};

const showTyped = (fields) => {
  const sheet = sheetOf(fields);
  if (sheet) show(sheet, typedIn(fields));
};

const fill = (fields, box) => {
  for (const [name, side] of Object.entries(SIDES)) input(fields, name).value = box[side];
  input(fields, "page_top").dispatchEvent(new Event("input", { bubbles: true }));
};

// The Comment link of the page leads to a form with the rectangle.
const lead = (sheet, box) => {
  const link = blockOf(sheet)?.querySelector("a[data-quote-link]");
  if (!link) return;
  if (!plain.has(link)) plain.set(link, link.getAttribute("href"));
  const address = new URL(plain.get(link), location.href);
  const shape = [box.left, box.top, box.right - box.left, box.bottom - box.top].map((one) => Math.round(one * 10) / 10);
  address.searchParams.set("part", `xywh=percent:${shape.join(",")}`);
  link.href = address.pathname + address.search + address.hash;
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
};

const canDraw = (sheet) => fieldsOf(sheet) || blockOf(sheet)?.querySelector("a[data-quote-link]");
let drawn = null;

const boxAt = (event) => {
  const image = drawn.image.getBoundingClientRect();
  const x = inHundredths(event.clientX - image.left, image.width);
  const y = inHundredths(event.clientY - image.top, image.height);
  return {
    left: Math.min(x, drawn.x), right: Math.max(x, drawn.x), top: Math.min(y, drawn.y), bottom: Math.max(y, drawn.y),
  };
};

document.addEventListener("pointerdown", (event) => {
  const sheet = event.target.closest?.("[data-page]");
  const image = sheet?.querySelector("img");
  if (!image || event.button || !canDraw(sheet)) return;
  if (event.pointerType !== "mouse" && !("drawing" in sheet.dataset)) return; // a finger scrolls until it is asked to draw
  event.preventDefault();
  drawn = { sheet, image, x: 0, y: 0 };
  const { right, bottom, left, top } = boxAt(event);
  Object.assign(drawn, { x: right || left, y: bottom || top });
  sheet.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (drawn) show(drawn.sheet, boxAt(event));
});
document.addEventListener("pointercancel", () => {
  drawn = null;
});
document.addEventListener("pointerup", (event) => {
  if (!drawn) return;
  const { sheet } = drawn;
  const box = boxAt(event);
  drawn = null;
  const fields = fieldsOf(sheet);
  if (box.right - box.left < 1 || box.bottom - box.top < 0.5) {
    if (fields) showTyped(fields);
    else show(sheet, null);
    return;
  }
  show(sheet, box);
  if (!fields) return lead(sheet, box);
  fill(fields, box);
  if ("drawing" in sheet.dataset) draw(fields, false);
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-page]")) event.preventDefault();
});

const draw = (fields, isOn) => {
  const sheet = sheetOf(fields);
  const button = fields.querySelector("[data-draw]");
  button.setAttribute("aria-pressed", String(isOn));
  if (isOn) sheet.dataset.drawing = "";
  else delete sheet.dataset.drawing;
  (isOn ? sheet : fields).scrollIntoView({ block: isOn ? "start" : "center" });
};
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-draw]");
  if (button) draw(button.closest("[data-page-fields]"), button.getAttribute("aria-pressed") !== "true");
});
document.addEventListener("input", (event) => {
  const fields = event.target.closest?.("[data-page-fields]");
  if (fields) showTyped(fields);
});

// A form that was opened, and the pages on which one can draw.
const prepare = () => {
  for (const fields of document.querySelectorAll("[data-page-fields]")) {
    const hint = fields.querySelector("[data-drawing]");
    if (!hint.hidden) continue;
    hint.hidden = !sheetOf(fields);
    showTyped(fields);
  }
  for (const sheet of document.querySelectorAll("[data-page]")) sheet.toggleAttribute("data-can-draw", Boolean(canDraw(sheet)));
};
document.addEventListener("htmx:afterSwap", prepare);
prepare();
