// In a frame beside the desk where a questionnaire is written: the page goes where the desk goes, and
// says whether the question there would be asked of whoever answered like this. It is shown anyway.
import { questions, steps } from "./form.js";
import { goTo } from "./paging.js";

// Whoever types at the desk goes on typing there.
const { focus } = HTMLElement.prototype;
HTMLElement.prototype.focus = function (...how) {
  if (document.hasFocus()) focus.apply(this, how);
};

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent) return;
  const question = questions[data];
  goTo(steps.findIndex((step) => question && (step.contains(question) || question.contains(step))));
  parent.postMessage({ isAsked: !question || !question.disabled }, origin);
  for (let around = question; around; around = around.parentNode.closest("fieldset")) around.disabled = false;
});

parent.postMessage({ isReady: true }, location.origin);
