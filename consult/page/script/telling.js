// What is wrong with some answers: told above, with a way to each, and beside the question.
import { all, hurdles, one, questionOf, questions, root, valuesOf } from "./form.js";

const make = (name, ...parts) => {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
};

// Each gives the sentence for what is wrong with a value, or nothing. The document brings it along.
export const checks = [(first, value) => !value && questionOf(first).dataset.needed];

const faultOf = ([first, ...others]) => {
  const [value] = valuesOf([first, ...others]);
  return checks.map((check) => check(first, value)).find(Boolean);
};

const tell = (first, sentence) => {
  const heading = first.closest("fieldset").firstElementChild;
  const link = make("a", `${heading.firstChild.textContent}: ${sentence}`);
  const told = make("p", sentence);
  link.href = "#";
  link.onclick = () => (first.focus(), false);
  told.className = "fault";
  heading.append(told);
  one(".summary ul").append(make("li", link));
};

// Also told is what the server found, as sentences by field and language.
hurdles.push((element, errors = {}) => {
  const summary = one(".summary");
  for (const old of all(".fault,.summary li")) old.remove();
  for (const question of questions)
    for (const field of Object.values(question.fields))
      if (element.contains(field[0]) && !field[0].matches(":disabled")) {
        const fault = (errors[field[0].name] || {})[root.lang] || faultOf(field);
        if (fault) tell(field[0], fault);
      }
  const isFaulty = one(".fault");
  summary.hidden = !isFaulty;
  if (isFaulty) summary.focus();
  return isFaulty;
});
