// What a condition works out before it compares, by the rules of questionnaire/expressions.py.
import { operand, operands, toNumber } from "./comparing.js";
import { holds } from "./route.js";

const LARGEST = 1e9;
const DAY = 864e5; // milliseconds

// The days since 1970-01-01 of a date that exists; a number for what is written as one.
const reckoned = (value) => {
  const day = new Date(/^(?!0000)\d{4}-\d\d-\d\d$/.test(value) ? value : NaN);
  return +day === +day && day.toISOString().startsWith(value) ? day / DAY : toNumber(value);
};

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

for (const name in calculations)
  operands[name] = (parts, answers) => {
    const [a, b] = parts.map((part) => reckoned(operand(part, answers)));
    const result = a === null || b === null ? null : calculations[name](a, b);
    return result === null || Math.abs(result) >= LARGEST ? null : rounded(result);
  };

operands.if = ([condition, then, otherwise], answers) =>
  operand(holds(condition, answers) ? then : otherwise, answers);

operands.today = (_, { _today }) => _today || null;
