// What an answer must keep to because of others, or of the day: the question brings the rule along,
// and the sentence for whoever breaks it. The server judges the same (questionnaire/judging.py).
import { answerOf, questionOf, questions } from "./form.js";
import { holds, isNonAnswer } from "./route.js";
import { checks } from "./telling.js";

const BEHIND = 18e6; // milliseconds that Peru is behind UTC, all year

const answersNow = () => {
  const _today = new Date(Date.now() - BEHIND).toISOString().slice(0, 10);
  const answers = { __proto__: null, _today };
  for (const { disabled, fields } of questions)
    for (const name in disabled ? {} : fields) answers[name] = answerOf(fields[name]);
  return answers;
};

checks.push((first, value) => {
  const { needs, want, valid, refuse } = questionOf(first).dataset;
  if (isNonAnswer(value)) return;
  if (!value) return needs && holds(JSON.parse(needs), answersNow()) && want;
  return valid && !holds(JSON.parse(valid), answersNow()) && refuse;
});
