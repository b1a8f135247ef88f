// The conditions that compare, by the rules of questionnaire/expressions.py.
import { conditions, isMissing } from "./route.js";

const LONGEST = 1000; // characters that a pattern is tried on
const isNumber = (value) => typeof value === "number";
const isThere = (value) => value !== null;
const hasOrder = (value) => isNumber(value) || /^\d{4}-\d\d-\d\d$/.test(value);

export const toNumber = (value) =>
  isNumber(value) ? value : /^-?\d{1,9}(\.\d{1,4})?$/.test(value) ? +value : null;

// A document that reckons adds to them (reckoning.js).
export const operands = {
  answer: (field, answers) => {
    const given = answers[field];
    return isMissing(given) || Array.isArray(given) ? null : given;
  },
  count: (field, answers) => {
    const given = answers[field];
    return isMissing(given) ? 0 : Array.isArray(given) ? given.length : 1;
  },
};

export const operand = (tree, answers) => {
  if (typeof tree !== "object") return tree;
  const [name] = Object.keys(tree);
  return operands[name](tree[name], answers);
};

const comparison = (compare, mayBe) => (argument, answers) => {
  let [a, b] = argument.map((part) => operand(part, answers));
  if (isNumber(a) || isNumber(b)) [a, b] = [toNumber(a), toNumber(b)];
  return mayBe(a) && mayBe(b) && compare(a, b);
};

Object.assign(conditions, {
  eq: comparison((a, b) => a === b, isThere),
  ne: comparison((a, b) => a !== b, isThere),
  lt: comparison((a, b) => a < b, hasOrder),
  le: comparison((a, b) => a <= b, hasOrder),
  gt: comparison((a, b) => a > b, hasOrder),
  ge: comparison((a, b) => a >= b, hasOrder),
  matches: ([part, pattern], answers) => {
    const value = operand(part, answers);
    const isShort = isThere(value) && [...`${value}`].length <= LONGEST;
    return isShort && new RegExp(`^(?:${pattern})$`, "su").test(value);
  },
});
