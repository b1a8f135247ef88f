// All answers before they are sent, and what is wrong with some: told above and beside the question.
import { isTicked } from "./reading.js";

const make = (name, properties, ...parts) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...parts);
  return element;
};

const textOf = (element) => element.textContent.trim();
const headingOf = (question) => textOf(question.element.querySelector("h3"));

const spoken = (control) => {
  if (isTicked(control)) return textOf(control.nextElementSibling);
  return control.options ? control.selectedOptions[0].text : control.value.trim();
};

const isAnswered = (control) => (isTicked(control) ? control.checked : control.value.trim());

// The list of what was answered. `change` is called with the step that somebody wants to see again.
export const listAnswers = (list, fields, change) => {
  list.textContent = "";
  for (const { question, controls, step } of fields) {
    const row = controls[0].closest(".row");
    const heading = headingOf(question);
    const words = controls.filter(isAnswered).map(spoken).join("; ");
    const button = make("button", { type: "button", className: "change" }, list.dataset.change);
    button.setAttribute("aria-label", `${list.dataset.change}: ${heading}`);
    button.onclick = () => change(step);
    const term = make("dt", {}, heading, row ? make("b", {}, ` ${textOf(row.querySelector("legend"))}`) : "");
    list.append(make("div", {}, term, make("dd", {}, words || list.dataset.none, button)));
  }
};

const beside = (name) => document.getElementById(`e-${name}`);

const clear = ({ name, question, controls }) => {
  if (!beside(name)) return;
  beside(name).remove();
  const group = controls[0].closest("fieldset");
  group.classList.remove("faulty");
  group.removeAttribute("aria-describedby");
  if (question.element.querySelector(".hint[id]"))
    question.element.setAttribute("aria-describedby", `h-${question.element.id.slice(2)}`);
};

const mark = ({ name, controls }, sentence) => {
  const group = controls[0].closest("fieldset");
  const described = group.getAttribute("aria-describedby");
  group.setAttribute("aria-describedby", described ? `${described} e-${name}` : `e-${name}`);
  group.classList.add("faulty");
  group.querySelector("legend").after(make("p", { className: "fault", id: `e-${name}` }, sentence));
};

// Tell faults, pairs of field and sentence, and lead to each; none clears them.
export const tellFaults = (summary, all, faults, lead) => {
  all.forEach(clear);
  summary.hidden = !faults.length;
  const list = summary.querySelector("ul");
  list.textContent = "";
  for (const [field, sentence] of faults) {
    mark(field, sentence);
    const link = make("a", { href: `#q-${field.name}` }, `${headingOf(field.question)} ${sentence}`);
    link.onclick = (event) => {
      event.preventDefault();
      lead(field);
    };
    list.append(make("li", {}, link));
  }
  if (faults.length) summary.focus();
};
