// What this tablet keeps of one consultation: sealed answers, and how the day goes. Its order is
// chance and it knows no moment, so that nobody who noted who came when finds an answer by it.
import { newId } from "../envelope.js";
import { form } from "../form.js";

const NAME = `tablet ${form.getAttribute("action")}`;

// One change of both stores, on the disk when it is done, or none of it.
const change = (act) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("kept");
      opening.result.createObjectStore("day");
    };
    opening.onerror = reject;
    opening.onsuccess = () => {
      const database = opening.result;
      const both = database.transaction(["kept", "day"], "readwrite", { durability: "strict" });
      const found = act(both.objectStore("kept"), both.objectStore("day"));
      both.oncomplete = () => (database.close(), resolve(found));
      both.onabort = () => (database.close(), reject(both.error));
    };
  });

const bump = (day, name, by) => {
  day.get(name).onsuccess = ({ target }) => day.put(Math.max((target.result || 0) + by, 0), name);
};

export const note = (name, value) => change((kept, day) => void day.put(value, name));
export const count = (name, by) => change((kept, day) => bump(day, name, by));

export const addKept = (letter) =>
  change((kept, day) => {
    kept.add(letter, newId());
    bump(day, "answered", 1);
  });

// Once only, whichever of two attempts hears of it first.
export const dropSent = (id) =>
  change((kept, day) => {
    kept.get(id).onsuccess = ({ target }) => {
      if (target.result) bump(day, "sent", 1);
      kept.delete(id);
    };
  });

export const markRefused = (id, letter, said) =>
  change((kept) => void kept.put({ ...letter, said }, id));

const collect = (store, found) => {
  store.openCursor().onsuccess = ({ target: { result } }) => {
    if (!result) return;
    found.push([result.key, result.value]);
    result.continue();
  };
};

// Pairs of id and letter, and the day by name.
export const readAll = async () => {
  const kept = [];
  const day = [];
  await change((first, second) => (collect(first, kept), collect(second, day)));
  return { kept, day: Object.fromEntries(day) };
};

export const forgetAll = () =>
  new Promise((resolve, reject) => {
    const going = indexedDB.deleteDatabase(NAME);
    going.onsuccess = resolve;
    going.onerror = going.onblocked = reject;
  });
