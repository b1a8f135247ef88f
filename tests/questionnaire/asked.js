// Answers one question a line: {"rule", "answers"} in, true or false out.
import "../../consult/page/script/reckoning.js";

import { createInterface } from "node:readline";

import { holds } from "../../consult/page/script/route.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { rule, answers } = JSON.parse(line);
  console.log(JSON.stringify(holds(rule, answers)));
}
