// Before the first person is asked: what this device can do, told as it is, and the questionnaire put
// aside in both languages.
const one = (selector) => document.querySelector(selector);
const start = one("#start");
const { slug, tablet, worker } = start.dataset;
const NEEDED = 50e6; // bytes: room for some thousand answers

const tell = (check, isWell) => {
  const line = one(`[data-check=${check}]`);
  line.hidden = false;
  line.classList.toggle("well", isWell);
  for (const said of line.children) said.hidden = said.matches(".if-well") !== isWell;
  return isWell;
};

const ends = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });

// By doing it: some browsers have a store that takes nothing.
const keeps = async () => {
  const opening = indexedDB.open("trial");
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const database = await ends(opening);
  await ends(database.transaction("kept", "readwrite").objectStore("kept").put(1, 1));
  database.close();
  await ends(indexedDB.deleteDatabase("trial"));
  const { quota, usage } = await navigator.storage.estimate();
  return quota - usage > NEEDED;
};

const isTablet = (reply) => reply.ok && !reply.redirected;

// One after the other, and the language of this page last: the house remembers what it saw last.
const putAside = async () => {
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  const copies = [];
  for (const language of ["es", "en"].sort((a) => (a === document.documentElement.lang ? 1 : -1))) {
    const address = `${tablet}?lang=${language}`;
    const reply = await fetch(address);
    if (!isTablet(reply)) return false;
    copies.push([address, reply]);
  }
  const cache = await caches.open(slug);
  for (const [address, reply] of copies) await cache.put(address, reply);
  return true;
};

const works = (act) => act().catch(() => false);

const prepare = async () => {
  if (!tell("secure", isSecureContext)) return;
  const isKept = tell("kept", await works(keeps));
  const isAside = tell("aside", await works(putAside));
  tell("lasting", await works(() => navigator.storage.persist()));
  start.querySelector("button").disabled = !(isKept && isAside);
};

// Whoever holds the tablet finds no session in it, and no way back to this page.
start.onsubmit = async (event) => {
  event.preventDefault();
  const { language, place, stay } = start.elements;
  const brought = new URLSearchParams({ language: language.value, place: place.value });
  if (!stay.checked) await works(() => fetch(start.action, { method: "POST", body: new FormData(start) }));
  location.replace(`${tablet}?lang=${language.value}#${brought}`);
};

prepare();
