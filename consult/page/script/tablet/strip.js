// For whoever facilitates: how the day goes, the queue as a file, and the end of the day.
import { seal } from "../envelope.js";
import { form, one, root } from "../form.js";
import { count, forgetAll, note, readAll } from "./queue.js";
import { sendEvery, watchers } from "./sending.js";

const strip = one("dialog");
const slug = form.getAttribute("action").slice(3);
let saved = []; // the ids in the file that was last saved

const isSafe = (kept) => kept.every(([id]) => saved.includes(id));

const refresh = async () => {
  const { kept, day } = await readAll();
  const { approached = 0, refused = 0, answered = 0, sent = 0, place = "", language } = day;
  const said = kept.filter(([, letter]) => letter.said).length;
  const open = Math.max(approached - refused - answered, 0);
  const numbers = { approached, refused, answered, sent, kept: kept.length, said, open };
  for (const name in numbers) one(`[data-number=${name}]`).textContent = numbers[name];
  one("[data-row=said]").hidden = !said;
  one("[data-do=save]").disabled = one("[data-do=send]").disabled = !kept.length;
  one("[data-do=end]").disabled = !isSafe(kept);
  one("#left").hidden = isSafe(kept);
  one("#place").textContent = place;
  one(".exit").href = `?lang=${language || root.lang}`;
};

const asLine = ([, { sealed }]) => `${JSON.stringify({ consultation: slug, sealed })}\n`;

const save = async () => {
  const { kept } = await readAll();
  const file = new Blob(kept.map(asLine), { type: "application/x-ndjson" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${slug}-sealed.jsonl`;
  link.click();
  saved = kept.map(([id]) => id);
  refresh();
};

const end = async () => {
  if (!isSafe((await readAll()).kept) || !confirm(strip.dataset.sure)) return;
  await forgetAll();
  await caches.delete(slug);
  location.replace(strip.dataset.home);
};

const deeds = { save, end, send: sendEvery, shut: () => strip.close() };

strip.onclick = ({ target: { dataset } }) => {
  if (dataset.count) count(dataset.count, +dataset.by).then(refresh);
  if (dataset.do) deeds[dataset.do]();
};

one("#menu").onclick = () => {
  refresh();
  strip.showModal();
};

// What was chosen on the page before comes along in the address, which no server is told.
const bringAlong = async () => {
  if (!location.hash) return;
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) await note(name, value);
  history.replaceState(0, "", location.search);
};

// Said before anybody is asked: an answer that cannot be kept is not to be given.
const prove = async () => {
  await seal(form.dataset.key, "", "");
  await bringAlong();
  await refresh();
};

watchers.push(() => refresh().catch(() => {}));
prove().catch(() => (one("#unfit").hidden = false));
