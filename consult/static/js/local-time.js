// Fills <time data-local data-words="your time {time}"> with the same moment in the reader's own zone; with seconds
// where data-seconds asks for them.
const language = document.documentElement.lang.replace(/^en$/, "en-GB");
const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const dayIn = (zone, moment) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);
for (const slot of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(slot.dateTime);
  if (Number.isNaN(moment.getTime()) || own === "UTC") continue;
  const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (slot.hasAttribute("data-seconds")) format.second = "2-digit";
  if (dayIn(own, moment) !== dayIn("UTC", moment)) Object.assign(format, { day: "numeric", month: "short" });
  const words = new Intl.DateTimeFormat(language, format).format(moment);
  slot.textContent = (slot.dataset.words || "{time}").replace("{time}", words);
  slot.title = own;
  slot.hidden = false;
}
