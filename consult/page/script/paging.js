// The document, one step at a time. Its words all stand in the document; without this script it is
// one long form, and both send the same fields.
import { empty, settle } from "./choosing.js";
import { all, fill, followRoute, form, hurdles, one, root, steps, takeApart } from "./form.js";
import { put, take } from "./draft.js";
import { leave } from "./leaving.js";
import { freeze } from "./letter.js";
import { hush, localVoice, readAloud } from "./listening.js";
import { drop, keep, offer, sendKept } from "./sending.js";


let at; // the step on the screen: before the first the start, after the last the check
let part; // of the document, that is on the screen: elements say in `data-in` where they belong
let letter; // what was offered to the network

const show = (name, shown = one("h1")) => {
  hush();
  document.body.dataset.part = part = name;
  for (const element of all("[data-in]")) element.hidden = !element.matches(`[data-in~=${part}]`);
  for (const element of all("section,fieldset"))
    element.hidden = !element.contains(shown) && !shown.contains(element);
  const first = part === "ask" ? shown : one("h1:not([hidden])");
  first.tabIndex = -1;
  first.focus();
  scrollTo(0, 0);
};

// Before sending, what was not chosen is out of the way; whoever comes to a question brings it back.
const fold = (group, isFolded) => {
  const isAnswered = isFolded && group.querySelector("input:checked");
  for (const input of group.querySelectorAll("label input"))
    input.parentNode.hidden = isAnswered && !input.checked;
};

export const goTo = (place) => {
  at = place;
  followRoute();
  if (steps[at]) show("ask", steps[at]);
  else if (at < 0) show("start");
  else show("check", root);
  for (const group of all("fieldset")) fold(group, part === "check");
  one("[value=listen]").hidden = !steps[at] || !localVoice();
  one(".far").style.width = `${(100 * Math.max(at, 0)) / steps.length}%`;
  remember();
};

const go = (direction) => {
  let place = at + direction;
  while (steps[place] && steps[place].matches(":disabled")) place += direction;
  goTo(place);
};

// A browser may refuse to keep anything: then there is no draft, and everything else goes on.
const remember = () => {
  try {
    put(JSON.stringify([at, letter || [...new FormData(form)]]));
  } catch (refused) {}
};

// Only a reload brings the draft along: whoever comes back to the page finds nothing.
const recall = () => {
  try {
    const [{ type }] = performance.getEntriesByType("navigation");
    const [place, held] = JSON.parse(take());
    if (type !== "reload") return -1;
    if (held.body) letter = held;
    fill(letter ? new URLSearchParams(letter.body) : held);
    return place;
  } catch (nothing) {
    return -1;
  }
};

const wipe = (name) => {
  all("fieldset [name]").forEach(empty);
  at = -1;
  letter = "";
  remember();
  show(name);
};

const finish = ({ status, message }) => {
  if (message) one("#said").textContent = message[root.lang];
  wipe(status === "stored" ? status : "said");
};

const isHeldUp = (element, errors) => hurdles.some((holds) => holds(element, errors));

const send = async () => {
  if (!letter && isHeldUp(root)) return;
  letter = letter || freeze();
  remember();
  if (part !== "open") show("sending");
  const reply = await offer(letter).catch(() => 0);
  if (reply.errors) mend(reply.errors);
  else if (reply) finish(reply);
  else keepLetter();
};

const mend = (errors) => {
  letter = "";
  goTo(steps.length);
  if (!isHeldUp(root, errors)) alert(Object.values(errors).map((said) => said[root.lang]));
};

const showKept = (left, reply) => {
  one("#kept").hidden = !left || !/start|kept/.test(part);
  if (part !== "kept" || (left && !reply)) return;
  if (reply) finish(reply);
  else goTo(-1); // another tab sent it, or somebody deleted it
};

const sendAll = () => sendKept(showKept);

const keepLetter = () =>
  keep(letter).then(
    () => {
      wipe("kept");
      sendAll();
    },
    () => {
      if (part !== "open") show("open");
      setTimeout(send, 5e3); // milliseconds
    },
  );

// The same document in the other language; the answers come along in the memory of the tab.
const speak = async (language) => {
  const there = `?lang=${language}`;
  try {
    await fetch(there, { method: "HEAD" });
    history.replaceState(0, "", there);
    location.reload();
  } catch (unreachable) {
    alert(one(".switch").dataset.mute);
  }
};

// By the value of a button, or the class of a link.
const actions = {
  begin: () => go(1),
  back: () => go(-1),
  next: () => isHeldUp(steps[at]) || go(1),
  send,
  exit: leave,
  young: () => show("young"),
  switch: () => one("#help a").focus(),
  listen: () => readAloud(one("form").innerText),
  drop: async () => {
    if (confirm(one("#kept").dataset.sure)) await drop();
    sendAll();
  },
  another: () => {
    goTo(-1);
    sendAll();
  },
};

const begin = () => {
  takeApart();
  form.onsubmit = () => (steps[at] && actions.next(), false);
  form.oninput = ({ target }) => {
    settle(target);
    followRoute();
    remember();
  };
  form.addEventListener("focusin", ({ target }) => {
    const group = target.closest("fieldset");
    if (group) fold(group);
  });
  goTo(recall());
  if (letter) send();
  sendAll();
};

addEventListener("click", (event) => {
  const { name, value, className } = event.target.closest("button,.switch,.exit") || root;
  const act = name ? speak : actions[value || className];
  if (!act) return;
  event.preventDefault();
  act(value);
});
addEventListener("online", sendAll);

begin();
