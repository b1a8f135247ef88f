// What leaves the page: the form as it is at the last tap, under an id of its own, and what is
// answered to it. What has once been offered to the network is never changed.
import { newId, seal } from "./envelope.js";
import { form } from "./form.js";

const BLOCK = 1024; // bytes: what is kept has one length, or one of few
const PATIENCE = 3e4; // milliseconds
const MARK = 6; // characters of the id that the phone keeps: enough to know a reply by, no more
// Conflict, closed, invalid, unknown_version: what else it may say can be otherwise next time.
const TOLD = /^(con|cl|inv|unknown_)/;

// Whatever hangs has failed: nobody waits for ever, and what arrives late counts once all the same.
export const inTime = (promise) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(fail, PATIENCE))]);

// What the server says of it. Fails where it cannot be reached or cannot write now, and where
// somebody else answers: "stored" counts only with our own id.
export const post = async (address, body, mark) => {
  const headers = { Accept: "application/json" };
  const sent = fetch(address, { method: "POST", headers, body }).then((reply) => reply.json());
  const reply = await inTime(sent);
  if (reply.status === "stored" ? reply._id.slice(0, MARK) !== mark : !TOLD.test(reply.status)) throw reply;
  return reply;
};

// The fields as they are now, under a fresh id. The form's own last field stays the last.
export const freeze = () => {
  const id = newId();
  const plain = `_id=${id}&${new URLSearchParams(new FormData(form))}`;
  const spare = "_pad=".padEnd(BLOCK - (plain.length % BLOCK), 0);
  return { mark: id.slice(0, MARK), body: `${spare}&${plain}` };
};

// The same as it is kept. Fails without a secure context.
export const enclose = async ({ body, mark }) => {
  const address = form.getAttribute("action");
  const label = `${address.slice(3)}|${form._version.value}`;
  return { address, mark, sealed: await seal(form.getAttribute("data-key"), body, label) };
};
