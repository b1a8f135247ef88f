// A row of a grid is a list to pick from, since cards for all would be a third of the document. Here
// it becomes a group of cards.
import { all, make, openings } from "./form.js";

const cardOf = ({ value, text, selected, parentNode: { name } }) =>
  make("label", Object.assign(make("input"), { type: "radio", name, value, checked: selected }), text);

openings.push(() => {
  for (const row of all(".row")) {
    const [words, list] = row.childNodes;
    const group = make("fieldset", make("legend", words), ...[...list.options].slice(1).map(cardOf));
    group.className = "row";
    row.replaceWith(group);
  }
});
