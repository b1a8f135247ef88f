// The form taken apart. A question is a fieldset, and one that is not asked is disabled: so it is not
// sent either. Its fields are lists of controls, by the name that they share.
import { holds, isNonAnswer } from "./route.js";

export const root = document.documentElement;
export const form = document.forms[0];
export let steps; // what one screen shows: a question with what follows up on it, a row on a phone
export let questions;

export const one = (selector) => document.querySelector(selector);
export const all = (selector) => [...document.querySelectorAll(selector)];

// What a document with certain kinds of questions brings along: what is done to the form before it is
// read (listing.js), how a typed value is read (typing.js), and what keeps somebody on a step, with
// that told (telling.js).
export const openings = [];
export const readers = {};
export const hurdles = [];
export const turns = []; // only with offering: what is done to a question before it is answered

export const isTicked = ({ type }) => /radio|checkbox/.test(type);

export const isGiven = (control) => (isTicked(control) ? control.checked : control.value.trim());

export const questionOf = (control) => control.closest("fieldset:not(.row)");

export const valuesOf = (field) => field.filter(isGiven).map(({ value }) => value.trim());

export const answerOf = (field) => {
  const [{ type, inputMode }] = field;
  const values = valuesOf(field);
  if (!values[0] || isNonAnswer(values[0])) return values[0];
  if (/checkbox|select/.test(type)) return values;
  return readers[inputMode] ? readers[inputMode](values[0]) : values[0];
};

const applies = ({ dataset: { when } }, answers) => !when || holds(JSON.parse(when), answers);

// One pass, in which only what was itself asked decides.
export const followRoute = () => {
  const answers = { __proto__: null };
  for (const question of questions) {
    question.disabled = ![question.closest("section"), question].every((part) => applies(part, answers));
    for (const turn of turns) turn(question, answers); // only with offering
    for (const name in question.disabled ? {} : question.fields)
      answers[name] = answerOf(question.fields[name]);
  }
};

export const takeApart = () => {
  for (const open of openings) open();
  steps = all(`section > fieldset${innerWidth < 640 ? ":not(.grid),.row" : ""}`);
  questions = all("fieldset:not(.row)");
  for (const question of questions) question.fields = { __proto__: null };
  for (const control of all("fieldset [name]")) {
    const { fields } = questionOf(control);
    (fields[control.name] = fields[control.name] || []).push(control);
  }
};

// Pairs of name and value, as FormData gives them.
export const fill = (pairs) => {
  for (const [name, value] of pairs)
    for (const control of all(`[name="${name}"]`))
      if (isTicked(control)) control.checked = control.checked || control.value === value;
      else if (!control.value && !isNonAnswer(value)) {
        control.value = value;
        break;
      }
};
