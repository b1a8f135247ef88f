// From the last tap to "stored". One attempt in clear; what cannot be sent is kept on the phone,
// sealed, and tried again with growing pauses, when the network is back, and whenever a consultation
// is opened. What was sent is deleted.
import { form } from "./form.js";
import { enclose, inTime, post } from "./letter.js";

let pause = 5e3; // milliseconds, more each time
let timer;
let newest; // the number of what this page kept last

export const offer = ({ body, mark }) => post(form.getAttribute("action"), new URLSearchParams(body), mark);

const store = (act, argument) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("consult");
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept", { autoIncrement: true });
    opening.onerror = reject;
    opening.onsuccess = () => {
      const change = opening.result.transaction("kept", "readwrite");
      const request = change.objectStore("kept")[act](argument);
      change.oncomplete = () => resolve(request.result);
      change.onabort = reject;
    };
  });

export const drop = () => store("clear");

// Keep it. Fails without a secure context, or where there is no room.
export const keep = async (letter) => {
  newest = await inTime(store("add", await enclose(letter)));
};

// The reply to one of them, where it settles what becomes of it.
const deliver = async (number) => {
  const { address, mark, sealed } = await store("get", number);
  const reply = await post(`${address}/sealed`, sealed, mark);
  if (reply.errors) throw reply;
  await store("delete", number);
  return reply;
};

// Try every one: what is refused holds nobody else back. `told` hears how many are left, and the
// reply to the newest.
export const sendKept = async (told) => {
  let left = 0;
  let reply;
  clearTimeout(timer);
  for (const number of await store("getAllKeys").catch(() => []))
    try {
      const settled = await deliver(number);
      if (number === newest) reply = settled;
    } catch (notNow) {
      left++;
    }
  told(left, reply);
  if (left) timer = setTimeout(sendKept, (pause += 5e3), told);
};
