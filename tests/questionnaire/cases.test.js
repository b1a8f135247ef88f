// The shared cases in a JavaScript test runner: node --test tests/questionnaire/cases.test.js
import "../../consult/page/script/reckoning.js";

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { holds } from "../../consult/page/script/route.js";

const plain = (value) => {
  if (Array.isArray(value) || typeof value !== "object") return value;
  return "number" in value ? +value.number : value.date;
};

const cases = JSON.parse(readFileSync(new URL("expression_cases.json", import.meta.url)));

for (const { expression, answers, expected } of cases) {
  const given = Object.entries(answers).map(([field, value]) => [field, plain(value)]);
  test(JSON.stringify(expression), () => {
    assert.equal(holds(expression, Object.fromEntries(given)), expected);
  });
}
