// A row of a grid is a list to pick from, since cards for all would be a third of the document. Here
// it becomes a group of cards; what stands in it is already written as HTML.
import { all, openings } from "./form.js";

const cardOf = ({ value, innerHTML, selected, parentNode: { name } }) =>
  `<label><input type=radio name=${name} value=${value}${selected ? " checked" : ""}>${innerHTML}</label>`;

openings.push(() => {
  for (const { parentNode, options } of all(".grid select")) {
    const [words] = parentNode.innerHTML.split("<");
    const cards = [...options].slice(1).map(cardOf).join("");
    parentNode.outerHTML = `<fieldset class="row"><legend>${words}</legend>${cards}</fieldset>`;
  }
});
