// Numbers and dates: the attributes of the control hold its limits and the sentences for them.
import { check, typed } from "./form.js";

const NUMBER = /^[+-]?\d{1,9}([.,]\d{1,4})?$/;

typed.decimal = (value) => (NUMBER.test(value) ? +value.replace(",", ".") : undefined);

check.decimal = ({ value, dataset: { number, least, most, low, high } }) => {
  if (!value.trim()) return;
  const given = typed.decimal(value.trim());
  if (given === undefined) return number;
  return (given < +least && low) || (given > +most && high);
};

check.date = ({ validity, validationMessage }) => !validity.valid && validationMessage;
