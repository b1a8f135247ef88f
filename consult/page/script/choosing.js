// What stands alone in its list stands alone: a non-answer, an option such as "none of these", and
// what has a place in an order of priority.
import { isGiven, isTicked, questionOf } from "./form.js";
import { isNonAnswer } from "./route.js";

const standsAlone = ({ value, dataset }) => isNonAnswer(value) || "alone" in dataset;

export const empty = (control) => {
  if (isTicked(control)) control.checked = false;
  else control.value = "";
};

export const settle = (changed) => {
  const { fields, dataset } = questionOf(changed);
  const others = fields[changed.name].filter((control) => control !== changed && isGiven(control));
  if (!isGiven(changed)) return;
  for (const other of others)
    if (standsAlone(changed) || standsAlone(other) || other.value === changed.value) empty(other);
  if (isTicked(changed) && others.filter(isGiven).length >= dataset.most) empty(changed);
};
