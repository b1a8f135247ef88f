// Skip logic, by the rules of questionnaire/expressions.py: one file of cases holds both to them.
// An answer is a string, a number or a list of options; a condition is a tree of single-key nodes.
// A document whose rules compare or reckon brings comparing.js along.

export const isNonAnswer = (value) => /^_(dk|refused)$/.test(value);

export const isMissing = (value) => value == null || isNonAnswer(value);

export const conditions = {
  all: (parts, answers) => parts.every((part) => holds(part, answers)),
  any: (parts, answers) => parts.some((part) => holds(part, answers)),
  not: (part, answers) => !holds(part, answers),
  selected: ([field, option], answers) => [].concat(answers[field]).includes(option),
  answered: (field, answers) => !isMissing(answers[field]),
};

export const holds = (tree, answers) => {
  const [name] = Object.keys(tree);
  return conditions[name](tree[name], answers);
};
