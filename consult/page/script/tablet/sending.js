// The resident's sending, turned around: an answer is kept first, sealed, and then sent from there,
// with growing pauses and when the network is back.
import { form } from "../form.js";
import { enclose, post } from "../letter.js";
import { addKept, dropSent, markRefused, readAll } from "./queue.js";

const FIRST_PAUSE = 5e3; // milliseconds, doubled each time
const LONGEST_PAUSE = 3e5;
let wait = FIRST_PAUSE;
let timer;
let rounds = Promise.resolve(); // one after the other

export const watchers = []; // called when the queue has changed
const tellWatchers = () => watchers.forEach((watch) => watch());

// Whoever answered is thanked once this tablet has it.
export const offer = async (letter) => {
  await addKept(await enclose(letter));
  sendKept();
  return { status: "stored" };
};

// Where it cannot be kept, it goes to the network at once or it stays on the screen.
export const keep = async ({ body, mark }) => {
  const reply = await post(form.getAttribute("action"), new URLSearchParams(body), mark);
  if (reply.status !== "stored") throw reply;
};

const deliver = async (id, letter) => {
  const { status } = await post(`${letter.address}/sealed`, letter.sealed, letter.mark);
  if (status === "stored") await dropSent(id);
  else await markRefused(id, letter, status);
};

// Try every one: what is refused holds nobody else back, and is not offered again unasked. Without a
// network there is no need to try the others.
const sendRound = async (refusedToo) => {
  clearTimeout(timer);
  const { kept } = await readAll();
  let left = 0;
  for (const [id, letter] of kept)
    if (refusedToo || !letter.said)
      try {
        await deliver(id, letter);
      } catch (notNow) {
        left++;
        if (notNow instanceof TypeError) break;
      }
  wait = left ? Math.min(wait * 2, LONGEST_PAUSE) : FIRST_PAUSE;
  if (left) timer = setTimeout(sendKept, wait);
};

const queueRound = (refusedToo) => {
  tellWatchers();
  rounds = rounds.then(() => sendRound(refusedToo)).then(tellWatchers, tellWatchers);
  return rounds;
};

export const sendKept = () => queueRound(false);
export const sendEvery = () => queueRound(true);
