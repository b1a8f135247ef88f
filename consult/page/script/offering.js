// Options that are there for some only. As somebody goes on, what does not go with the answers so far
// is out of sight, and left. This comes before listing.js, which leaves no rule on its cards.
import { all, openings, turns } from "./form.js";
import { holds } from "./route.js";

const rules = { __proto__: null }; // by the name of a field and the value of an option

const nameOf = (field, { value }) => `${field} ${value}`;

openings.push(() => {
  for (const option of all("input[data-when],option[data-when]"))
    rules[nameOf(option.name || option.parentNode.name, option)] = JSON.parse(option.dataset.when);
});

const isOut = ({ parentNode }) => parentNode.style.display === "none";

const present = (control, option, isThere) => {
  if (option === control) control.parentNode.style.display = isThere ? "" : "none";
  else option.hidden = option.disabled = !isThere;
  if (isThere) return;
  if (option.selected) control.value = "";
  option.checked = false;
};

turns.push(({ fields }, answers) => {
  for (const name in fields) {
    for (const control of fields[name])
      for (const option of control.options || [control]) {
        const rule = rules[nameOf(name, option)];
        if (rule) present(control, option, holds(rule, answers));
      }
    fields[name].sort((a, b) => isOut(a) - isOut(b)); // a fault leads to the first one
  }
});
