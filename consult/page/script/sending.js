// From the last tap to "stored". One attempt in clear; what cannot be sent is kept on the phone,
// sealed, and tried again with growing pauses, when the network is back, and whenever a consultation
// is opened. What has once been offered to the network is never changed; what was sent is deleted.
import { newId, seal } from "./envelope.js";
import { form } from "./form.js";

const BLOCK = 1024; // bytes: what is kept has one length, or one of few
const MARK = 6; // characters of the id that the phone keeps: enough to know a reply by, no more
// Conflict, closed, invalid, unknown_version: what else it may say can be otherwise next time.
const TOLD = /^(con|cl|inv|unknown_)/;
let pause = 5e3; // milliseconds, doubled each time
let timer;
let newest; // the number of what this page kept last

// What the server says of it. Fails where it cannot be reached or cannot write now, and where
// somebody else answers: "stored" counts only with our own id.
const post = async (address, body, mark) => {
  const headers = { Accept: "application/json" };
  const reply = await (await fetch(address, { method: "POST", headers, body })).json();
  if (reply.status === "stored" ? reply._id.slice(0, MARK) !== mark : !TOLD.test(reply.status)) throw reply;
  return reply;
};

// The fields as they are now, under a fresh id. The form's own last field stays the last.
export const freeze = () => {
  const id = newId();
  const plain = `_id=${id}&${new URLSearchParams(new FormData(form))}`;
  const spare = "0".repeat(BLOCK - (plain.length % BLOCK));
  return { mark: id.slice(0, MARK), body: `_pad=${spare}&${plain}` };
};

export const offer = ({ body, mark }) => post(form.action, new URLSearchParams(body), mark);

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
export const keep = async ({ body, mark }) => {
  const address = form.getAttribute("action");
  const label = `${address.slice(3)}|${form._version.value}`;
  const sealed = await seal(form.dataset.key, body, label);
  newest = await store("add", { address, mark, sealed });
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
  if (left) timer = setTimeout(sendKept, (pause *= 2), told);
};
