// What is wrong with some answers: told above, with a way to each, and beside the question.
import { all, make } from "./form.js";

// Pairs of field and sentence; none clears what was told before. Returns how many there are.
export const tellFaults = (summary, faults) => {
  for (const old of all(".fault,.summary li")) old.remove();
  summary.hidden = !faults.length;
  for (const [[first], sentence] of faults) {
    const heading = first.closest("fieldset").firstElementChild;
    const link = make("a", `${heading.firstChild.textContent}: ${sentence}`);
    const told = make("p", sentence);
    link.href = "#main";
    link.onclick = () => (first.focus(), false);
    told.className = "fault";
    heading.append(told);
    summary.lastElementChild.append(make("li", link));
  }
  if (faults.length) summary.focus();
  return faults.length;
};
