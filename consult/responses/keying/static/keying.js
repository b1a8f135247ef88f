// Paper forms keyed in by keyboard alone: Enter leads on, past what is not asked, and stores at the end.
// Codes are read as in questionnaire/codes.py; the server judges all the same.
import { holds, isNonAnswer } from "../../../page/script/route.js";

const form = document.querySelector("#paper");
const lines = [...form.querySelectorAll("[data-codes]")].map((input) => ({
  input,
  field: input.dataset.field,
  kind: input.dataset.kind,
  several: "several" in input.dataset,
  codes: JSON.parse(input.dataset.codes),
  parts: [input.closest("[data-section]"), input.closest("[data-question]")],
  told: document.getElementById(`${input.id}-told`),
}));
const TYPED = /number|text|date/;
const DAY = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$|^(\d\d)(\d\d)(\d{4})$/;

const partsOf = ({ input, several, codes }) => {
  const parts = input.value.trim().toUpperCase().split(/[\s,;.+/-]+/).filter(Boolean);
  const isShort = Object.keys(codes).every((code) => code.length === 1 || isNonAnswer(codes[code][0]));
  return several && isShort ? parts.flatMap((part) => (codes[part] ? part : [...part])) : parts;
};

const toDay = (text) => {
  const [day, month, year] = (DAY.exec(text) || []).slice(1).filter(Boolean);
  return year ? `${year}-${month.padStart(2, 0)}-${day.padStart(2, 0)}` : text;
};

const typedOf = ({ input, kind }) => {
  const text = input.value.trim();
  if (kind === "number") return +text.replace(",", ".");
  return kind === "date" ? toDay(text) : text;
};

const answerOf = (line) => {
  const entry = line.input.value.trim();
  const whole = line.codes[entry.toUpperCase()];
  if (!entry || (whole && !line.several)) return whole && whole[0];
  if (whole && isNonAnswer(whole[0])) return whole[0];
  if (TYPED.test(line.kind)) return typedOf(line);
  const ids = partsOf(line).map((part) => (line.codes[part] || [])[0]);
  return line.several ? ids : undefined;
};

const isAsked = (line, answers) =>
  line.parts.every(({ dataset: { when } }) => !when || holds(JSON.parse(when), answers));

// One pass, in which only what was itself asked decides.
const followRoute = () => {
  const answers = { __proto__: null };
  for (const line of lines) {
    const asked = (line.asked = isAsked(line, answers));
    line.input.readOnly = !asked;
    line.input.tabIndex = asked ? 0 : -1;
    line.input.setAttribute("aria-disabled", !asked);
    line.parts[1].classList.toggle("passed-over", !asked);
    if (asked) answers[line.field] = answerOf(line);
  }
};

// What the codes stand for, or what is wrong with them.
const tell = (line) => {
  const { input, kind, several, codes, told } = line;
  const { unknown, one } = form.dataset;
  const entry = input.value.trim().toUpperCase();
  const parts = codes[entry] ? [entry] : TYPED.test(kind) ? [] : partsOf(line);
  const wrong = !parts.every((part) => codes[part]) ? unknown : parts.length > 1 && !several ? one : "";
  told.textContent = wrong || parts.map((part) => codes[part][1]).join(" · ");
  told.classList.toggle("fault", !!wrong);
  input.setAttribute("aria-invalid", !!wrong);
  return !wrong;
};

const leadTo = (line) => {
  line.input.focus();
  line.input.select();
};

const move = (place, by) => {
  do place += by;
  while (lines[place] && !lines[place].asked);
  if (lines[place]) leadTo(lines[place]);
  else if (by > 0) form.requestSubmit(form.elements.store);
};

const BY = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };

form.addEventListener("keydown", (event) => {
  const place = lines.findIndex(({ input }) => input === event.target);
  const by = event.key === "Enter" && event.shiftKey ? -1 : BY[event.key];
  if (place < 0 || !by) return;
  event.preventDefault();
  if (event.repeat && event.key === "Enter") return;
  if (by < 0 || tell(lines[place])) move(place, by);
});

form.addEventListener("input", ({ target }) => {
  const line = lines.find(({ input }) => input === target);
  if (!line) return;
  target.parentNode.querySelector(".fault:not([id$=-told])")?.remove();
  tell(line);
  followRoute();
});

// Once is enough; the server would notice the second.
let isSent = false;
form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
});
addEventListener("pageshow", () => (isSent = false));

for (const line of lines) if (line.input.value) tell(line);
followRoute();
form.querySelector("[autofocus]")?.select(); // what is typed replaces what was wrong
