// The conditions that compare and reckon, by the rules of questionnaire/expressions.py.
import { conditions, isMissing } from "./route.js";

const LARGEST = 1e9;
const LONGEST = 1000; // characters that a pattern is tried on
const isNumber = (value) => typeof value === "number";
const isThere = (value) => value !== null;
const hasOrder = (value) => isNumber(value) || /^\d{4}-\d\d-\d\d$/.test(value);

const toNumber = (value) =>
  isNumber(value) ? value : /^-?\d{1,9}(\.\d{1,4})?$/.test(value) ? +value : null;

// Half to even, as Python's Decimal does.
const rounded = (value) => {
  const millionths = value * 1e6;
  const below = Math.floor(millionths);
  const isHalf = Math.abs(millionths - below - 0.5) < 1e-7;
  return (isHalf ? below + (below & 1) : Math.round(millionths)) / 1e6;
};

const calculations = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => (b ? a / b : null),
  mod: (a, b) => (b ? a % b : null),
};

const operands = {
  answer: (field, answers) => {
    const given = answers[field];
    return isMissing(given) || Array.isArray(given) ? null : given;
  },
  count: (field, answers) => {
    const given = answers[field];
    return isMissing(given) ? 0 : Array.isArray(given) ? given.length : 1;
  },
};

const operand = (tree, answers) => {
  if (typeof tree !== "object") return tree;
  const [name] = Object.keys(tree);
  if (operands[name]) return operands[name](tree[name], answers);
  const [a, b] = tree[name].map((part) => toNumber(operand(part, answers)));
  const result = a === null || b === null ? null : calculations[name](a, b);
  return result === null || Math.abs(result) >= LARGEST ? null : rounded(result);
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
    const isText = typeof value === "string" && [...value].length <= LONGEST;
    return isText && new RegExp(`^(?:${pattern})$`, "su").test(value);
  },
});
