// Answers that could not be sent yet: sealed, in IndexedDB, tried again with growing pauses, when
// the network is back, and whenever a consultation is opened. What was sent is deleted.
import { digest } from "./envelope.js";

const FIRST_PAUSE = 5e3; // milliseconds
const LONGEST_PAUSE = 3e5;
const SETTLED = ["stored", "conflict", "closed", "unknown_version"];

// The JSON that the server answered with; undefined where somebody else answered, or nobody.
export const post = async (address, type, body) => {
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": type },
      credentials: "omit",
      redirect: "error",
      body,
    });
    return await reply.json();
  } catch (unreachable) {
    return undefined;
  }
};

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });

const store = async (act) => {
  const opening = indexedDB.open("consult");
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept", { autoIncrement: true });
  const database = await asked(opening);
  try {
    const change = database.transaction("kept", "readwrite");
    const done = new Promise((resolve, reject) => {
      change.oncomplete = resolve;
      change.onabort = reject;
    });
    const result = await asked(act(change.objectStore("kept")));
    await done;
    return result;
  } finally {
    database.close();
  }
};

export const add = (letter) => store((kept) => kept.add(letter));
export const drop = () => store((kept) => kept.clear());

// What became of one of them, where anybody of ours said so.
const sendOne = async (number) => {
  const letter = await store((kept) => kept.get(number));
  const reply = letter && (await post(`${letter.address}/sealed`, "text/plain", letter.sealed));
  if (!reply || !SETTLED.includes(reply.status)) return;
  if (reply.status === "stored" && (await digest(reply._id)) !== letter.ack) return;
  await store((kept) => kept.delete(number));
  return reply;
};

let pause = FIRST_PAUSE;
let timer;

// Try every one: what is refused holds nobody else back. `told` hears how many are left, and the
// replies by number.
export const sendAll = async (told) => {
  clearTimeout(timer);
  const replies = {};
  for (const number of await store((kept) => kept.getAllKeys()))
    replies[number] = await sendOne(number);
  const left = Object.values(replies).filter((reply) => !reply).length;
  told(left, replies);
  if (left) timer = setTimeout(sendAll, (pause = Math.min(pause * 2, LONGEST_PAUSE)), told);
};
