// In a frame beside the desk where a questionnaire is written: the page goes where the desk goes, and
// says whether the question there would be asked of whoever answered like this.
import { questions, steps } from "./form.js";
import { goTo } from "./paging.js";

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent) return;
  const question = questions[data];
  goTo(steps.findIndex((step) => question && (step.contains(question) || question.contains(step))));
  parent.postMessage({ isAsked: !question || !question.disabled }, origin);
});

parent.postMessage({ isReady: true }, location.origin);
