// The document, one step at a time. Its words all stand in the document; without this script it is
// one long form, and both send the same fields.
import { settle } from "./choosing.js";
import { all, askedIn, faultOf, fill, followRoute, form, one, steps, takeApart } from "./form.js";
import { leave } from "./leaving.js";
import { hush, offerToListen, readAloud } from "./listening.js";
import { drop, freeze, keep, offer, sendKept } from "./sending.js";
import { tellFaults } from "./telling.js";

const AGAIN = 5e3; // milliseconds between attempts of what this phone cannot keep
const root = document.documentElement;
// From here on a browser lets no page that follows in this tab read its name.
const isSafe = isSecureContext && "crossOriginIsolated" in window;

let at; // the step on the screen: before the first the start, after the last the check
let part; // of the document, that is on the screen: elements say in `data-in` where they belong
let letter; // what was offered to the network
let kept; // its number, once this phone keeps it

const show = (name, shown = one("h1")) => {
  hush();
  document.body.dataset.part = part = name;
  for (const element of all("[data-in]"))
    element.hidden = !element.dataset.in.split(" ").includes(part);
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

const goTo = (place) => {
  at = place;
  followRoute();
  if (steps[at]) show("ask", steps[at]);
  else if (at < 0) show("start");
  else show("check", form);
  for (const group of all("fieldset")) fold(group, part === "check");
  one(".far").style.width = `${(100 * Math.max(at, 0)) / steps.length}%`;
  remember();
};

const go = (direction) => {
  let place = at + direction;
  while (steps[place] && steps[place].matches(":disabled")) place += direction;
  goTo(place);
};

// In the memory of this tab and nowhere else, for a reload or the other language. Where another page
// could read it, or somebody comes back to it, there is none.
const remember = (isOnTheWay) => {
  if (isSafe) window.name = JSON.stringify([at, [...new FormData(form)], isOnTheWay]);
};

const recall = () => {
  const [{ type }] = performance.getEntriesByType("navigation");
  try {
    const [place, told, isOnTheWay] = JSON.parse(window.name);
    if (type !== "reload" && isOnTheWay !== 1) throw type;
    fill(told);
    return Math.min(place, steps.length);
  } catch (nothing) {
    return -1;
  } finally {
    window.name = "";
  }
};

const tell = (element, sentenceFor) => {
  const faults = askedIn(element).map((field) => [field, sentenceFor(field)]);
  return tellFaults(one(".summary"), faults.filter(([, sentence]) => sentence));
};

const wipe = (name) => {
  form.reset();
  letter = window.name = "";
  show(name);
};

const finish = ({ message }) => {
  const [title, ...sentences] = message[root.lang].split("\n");
  one("h1[data-in=said]").textContent = title;
  one("p[data-in=said]").textContent = sentences.join(" ");
  wipe("said");
};

const send = async () => {
  if (!letter && tell(form, faultOf)) return;
  letter = letter || freeze();
  if (part !== "open") show("sending");
  try {
    const reply = await offer(letter);
    const { errors } = reply;
    if (!errors) return finish(reply);
    letter = "";
    goTo(steps.length);
    tell(form, ([{ name }]) => errors[name] && errors[name][root.lang]);
  } catch (unreachable) {
    keepLetter();
  }
};

const keepLetter = async () => {
  try {
    kept = await keep(letter);
    wipe("kept");
    sendKept(showKept);
  } catch (unable) {
    if (part !== "open") show("open");
    setTimeout(send, AGAIN);
  }
};

const showKept = (left, replies) => {
  one("#kept").hidden = !left || !/start|kept/.test(part);
  one("#kept b").textContent = left;
  if (part === "kept" && replies[kept]) finish(replies[kept]);
};

// The same document in the other language; the answers come along in the memory of the tab.
const speak = async (language) => {
  const there = `?lang=${language}`;
  try {
    await fetch(there, { method: "HEAD" });
    remember(1);
    location.replace(there);
  } catch (unreachable) {
    one("#mute").hidden = false;
  }
};

const actions = {
  begin: () => go(1),
  back: () => go(-1),
  next: () => tell(steps[at], faultOf) || go(1),
  send,
  leave,
  es: isSafe && (() => speak("es")),
  en: isSafe && (() => speak("en")),
  young: () => (one(".under").hidden = false),
  help: () => one("#help a").focus(),
  listen: () => readAloud(one("form").innerText),
  drop: async () => {
    if (confirm(one("#kept").dataset.sure)) await drop();
    sendKept(showKept);
  },
  another: () => {
    goTo(-1);
    sendKept(showKept);
  },
};

const begin = () => {
  takeApart();
  form.onsubmit = ({ submitter }) => {
    if (submitter && submitter.name) return;
    if (steps[at]) actions.next();
    return false;
  };
  form.oninput = ({ target }) => {
    settle(target);
    followRoute();
    remember();
  };
  form.addEventListener("focusin", ({ target }) => {
    const group = target.closest("fieldset");
    if (group) fold(group);
  });
  offerToListen(one(".listen"));
  goTo(recall());
  sendKept(showKept);
};

addEventListener("click", (event) => {
  const { value, dataset } = event.target.closest("button,[data-act]") || root;
  const act = actions[value || dataset.act];
  if (!act) return;
  event.preventDefault();
  act();
});
addEventListener("online", () => sendKept(showKept));

if (!one(".summary li")) {
  begin();
  performance.mark("usable");
}
