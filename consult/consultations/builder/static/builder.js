// What the builder does by itself: it says what is saved, follows with the phone, and makes lists,
// keys and dragging quick. Everything it does can be done by the buttons of the page as well.
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const part = () => one("#part");

document.documentElement.classList.add("has-script");

// ---- saving -----------------------------------------------------------------------------------

let isDirty = false; // something was typed that the server has not answered yet
let isSaving = false;
let isLost = false; // the last attempt met nobody
let onward; // where to go once it is saved
let retry;

const save = () => htmx.trigger(part(), "settled");

const say = (name) => {
  const status = one("#status");
  status.textContent = status.dataset[name];
  status.classList.toggle("is-unsaved", name !== "saving");
};

addEventListener("input", ({ target }) => {
  if (target.form === part()) isDirty = true;
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt !== part()) return;
  isSaving = true;
  isDirty = false;
  say("saving");
});

document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (elt.id !== "part") return;
  isSaving = false;
  if (!successful) onward = undefined;
  isDirty = isDirty || !successful;
  isLost = isLost && !successful;
});

// A page without a desk is another one: whoever was signed out keeps what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { serverResponse, xhr } = event.detail;
  if (serverResponse.includes('id="desk"')) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 500) say("signedOut");
  else tryAgain();
});

const tryAgain = () => {
  isLost = true;
  say("unsaved");
  clearTimeout(retry);
  retry = setTimeout(save, 4000); // milliseconds
};
document.addEventListener("htmx:sendError", tryAgain);
document.addEventListener("htmx:timeout", tryAgain);
addEventListener("online", () => isLost && save());

// Whoever leaves a part first sees it saved. What led away may be another element by then.
const WAYS = "#outline a, #outline button, #actions a, #actions button";
const isSame = (one, other) => one.href === other.href && one.value === other.value && one.name === other.name;

addEventListener(
  "click",
  (event) => {
    const way = event.target.closest && event.target.closest(WAYS);
    if (!way || !(isDirty || isSaving)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onward = way;
    if (!isSaving) save();
  },
  true,
);

document.addEventListener("htmx:afterSettle", () => {
  if (!onward || isSaving) return;
  if (isDirty) return save();
  const way = all(WAYS).find((element) => isSame(element, onward));
  onward = undefined;
  if (way) way.click();
});

// What was typed in the last moment before the page is left.
addEventListener("pagehide", () => {
  if (isDirty && part()) fetch(part().action, { method: "POST", body: new FormData(part()), keepalive: true });
});
addEventListener("beforeunload", (event) => isLost && event.preventDefault());

// ---- the phone --------------------------------------------------------------------------------

const phone = one("#phone");
let seen; // the mark of what the phone shows

const place = () => Number(one("#desk").dataset.place);
const pointPhone = () => phone.contentWindow.postMessage(place(), location.origin);

addEventListener("message", ({ source, data }) => {
  if (source !== phone.contentWindow) return;
  if (data.isReady) pointPhone();
  if ("isAsked" in data) one("#not-asked").hidden = data.isAsked;
});

let reload;
const follow = () => {
  const now = one("#kept [name=mark]").value + one("#outline").textContent;
  if (now === seen) return pointPhone();
  seen = now;
  clearTimeout(reload);
  reload = setTimeout(() => phone.contentWindow.location.reload(), 250); // milliseconds
};
document.addEventListener("htmx:afterSettle", follow);
document.addEventListener("htmx:oobAfterSwap", () => setTimeout(follow));

// ---- lists ------------------------------------------------------------------------------------

// The copy of a line is one further on, in the names of its fields and in what its buttons do.
const further = (said) => said.replace(/\d+/g, (number) => Number(number) + 1);
const rename = (line) => {
  for (const field of all("input", line)) {
    field.name = further(field.name);
    field.removeAttribute("id");
  }
  for (const button of all("button", line)) {
    button.value = further(button.value);
    button.setAttribute("aria-label", further(button.getAttribute("aria-label")));
    button.disabled = false;
  }
};

// The last line is always an empty one: typing into it makes the next.
const grow = (line) => {
  const next = line.cloneNode(true);
  for (const field of all("input", next)) field.type === "checkbox" ? (field.checked = false) : (field.value = "");
  rename(next);
  line.classList.remove("line-blank");
  line.after(next);
};

addEventListener("input", ({ target }) => {
  const line = target.closest(".line-blank");
  if (line && target.value) grow(line);
});

const press = (value) => {
  const button = document.createElement("button");
  Object.assign(button, { name: "do", value, hidden: true });
  part().append(button);
  button.click();
};

const linesOf = (line) => all(".line", line.parentNode);

const moveLine = (line, step) => {
  const at = linesOf(line).indexOf(line);
  focusAfter = [line.closest("[data-list]").dataset.list, Math.max(at + step, 0)];
  press(`move ${focusAfter[0]} ${at} ${at + step}`);
};

const dropLine = (line) => {
  const at = linesOf(line).indexOf(line);
  const list = line.closest("[data-list]").dataset.list;
  focusAfter = [list, Math.max(at - 1, 0)];
  press(`drop ${list} ${at}`);
};

let focusAfter; // the list and the line to go on with once the desk is there again

document.addEventListener("htmx:afterSettle", () => {
  const desk = one("#desk");
  if (focusAfter) {
    const [list, at] = focusAfter;
    const line = all(`[data-list=${list}] .line`, desk)[at];
    if (line) one("input:not([type=hidden])", line).focus();
  } else if (desk.dataset.part !== shown && one("textarea,input:not([type=hidden])", desk)) {
    one("textarea,input:not([type=hidden])", desk).focus();
  }
  focusAfter = undefined;
  shown = desk.dataset.part;
});
let shown = one("#desk").dataset.part;

addEventListener("paste", (event) => {
  const line = event.target.closest(".line");
  const text = event.clipboardData.getData("text/plain");
  const pasted = one("[name=pasted]");
  if (!line || !pasted || !/\n\s*\S/.test(text) || line.closest("[data-list]").dataset.list === "rows") return;
  event.preventDefault();
  pasted.value = text;
  press("paste");
});

// ---- keys -------------------------------------------------------------------------------------

const inLine = (event, line) => {
  const { key, altKey, ctrlKey, shiftKey, target } = event;
  if (key === "Enter" && !ctrlKey && target.type !== "checkbox") {
    const next = line.nextElementSibling || (target.value && (grow(line), line.nextElementSibling));
    if (next) one(`input[lang=${target.lang || "es"}]`, next).focus();
    return true;
  }
  if (altKey && !shiftKey && /^Arrow(Up|Down)$/.test(key)) return moveLine(line, key === "ArrowUp" ? -1 : 1), true;
  const isEmpty = all("input:not([type=hidden],[type=checkbox])", line).every(({ value }) => !value);
  if (key === "Backspace" && isEmpty && !ctrlKey && !line.matches(".line-blank")) return dropLine(line), true;
  return false;
};

const KEYS = {
  "Ctrl+Enter": "add",
  "Ctrl+Shift+D": "duplicate",
  "Alt+Shift+ArrowUp": "up",
  "Alt+Shift+ArrowDown": "down",
  "Ctrl+Shift+Backspace": "delete",
};

addEventListener("keydown", (event) => {
  const line = event.target.closest && event.target.closest("#part .line");
  if (line && inLine(event, line)) return event.preventDefault();
  const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
  const held = [(ctrlKey || metaKey) && "Ctrl", altKey && "Alt", shiftKey && "Shift", key.length === 1 ? key.toUpperCase() : key];
  const button = one(`[data-keys=${KEYS[held.filter(Boolean).join("+")]}]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// ---- dragging ---------------------------------------------------------------------------------

// Whoever holds a question keeps hold of it: what a save brings anew waits until it is let go.
let isHeld = false;
addEventListener("pointerdown", ({ target }) => (isHeld = Boolean(target.closest("#outline"))), true);
addEventListener("pointerup", () => (isHeld = false), true);
addEventListener("dragend", () => (isHeld = false), true);
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (isHeld && detail.target.id === "outline") detail.shouldSwap = false;
});

const dragLines = (lines) =>
  Sortable.create(lines, {
    handle: ".grip",
    draggable: ".line:not(.line-blank)",
    animation: 120, // milliseconds
    onEnd: ({ oldDraggableIndex, newDraggableIndex, item }) => {
      if (oldDraggableIndex === newDraggableIndex) return;
      const list = item.closest("[data-list]").dataset.list;
      press(`move ${list} ${oldDraggableIndex} ${newDraggableIndex}`);
    },
  });

const dragQuestions = (list) =>
  Sortable.create(list, {
    group: "questions",
    animation: 120, // milliseconds
    delay: 150, // milliseconds, so that a finger can scroll
    delayOnTouchOnly: true,
    onEnd: ({ item, to, newIndex, from, oldIndex }) => {
      if (to === from && newIndex === oldIndex) return;
      const values = { part: item.dataset.id, section: to.dataset.section, place: newIndex };
      values.here = one("#desk").dataset.part;
      values.csrf_token = one("#kept [name=csrf_token]").value;
      htmx.ajax("POST", one("#outline").dataset.order, { source: one("#builder"), values });
    },
  });

const makeDraggable = () => {
  for (const list of all(".lines:not(.is-draggable)")) list.classList.add("is-draggable"), dragLines(list);
  for (const list of all("ol[data-section]:not(.is-draggable)")) list.classList.add("is-draggable"), dragQuestions(list);
};
document.addEventListener("htmx:afterSettle", makeDraggable);
document.addEventListener("htmx:oobAfterSwap", () => setTimeout(makeDraggable));
makeDraggable();
