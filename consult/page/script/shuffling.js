// Options in another order each time the page is opened, so that none gains by its place. What stands
// alone, and "other", stay last; so do the non-answers, which are no options.
import { all, openings } from "./form.js";

const optionOf = (part) => (part.matches("label") ? part.firstChild : part);

const shuffle = (holder, place) => {
  const parts = [...holder.children].filter((part) => part.matches("label,[value]:not([value=''])"));
  const end = parts[parts.length - 1].nextSibling;
  const order = parts.map(optionOf).map(({ value, dataset }, at) => {
    if (!(value in place)) place[value] = "last" in dataset ? at + 1 : Math.random();
    return place[value];
  });
  const sorted = parts.map((part, at) => [order[at], part]).sort(([a], [b]) => a - b);
  for (const [, part] of sorted) holder.insertBefore(part, end);
};

openings.push(() => {
  for (const list of all("[data-shuffled]")) {
    const place = { __proto__: null }; // the same in every list of an order of priority
    const selects = [...list.querySelectorAll(".places select")];
    for (const holder of selects[0] ? selects : [list]) shuffle(holder, place);
  }
});
