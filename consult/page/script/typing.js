// Numbers and dates: the attributes of the control hold its limits and the sentences for them.
import { readers } from "./form.js";
import { isNonAnswer } from "./route.js";
import { checks } from "./telling.js";

const NUMBER = /^[+-]?\d{1,9}([.,]\d{1,4})?$/;

readers.decimal = (value) => (NUMBER.test(value) ? +value.replace(",", ".") : undefined);

checks.push(({ inputMode, dataset: { number, least, most, low, high } }, value) => {
  if (inputMode !== "decimal" || !value || isNonAnswer(value)) return;
  const given = readers.decimal(value);
  if (given === undefined) return number;
  return (given < +least && low) || (given > +most && high);
});

checks.push(({ type, validity, validationMessage }) => {
  return type === "date" && !validity.valid && validationMessage;
});
