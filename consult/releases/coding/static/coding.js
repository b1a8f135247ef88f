// One answer by keyboard: number keys tick its themes, Enter saves. Without this, Tab and the space bar do.
const form = document.querySelector("#reading");
const boxes = [...form.querySelectorAll("[type=checkbox]")];
const none = form.querySelector("#none");

const tick = (box) => {
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
};

// No theme and a theme exclude each other.
form.addEventListener("change", ({ target }) => {
  if (!target.checked || !boxes.includes(target)) return;
  for (const box of boxes) if ((box === none) !== (target === none)) box.checked = false;
});

document.addEventListener("keydown", (event) => {
  const writes = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (writes || event.ctrlKey || event.altKey || event.metaKey) return;
  const box = boxes.find(({ dataset: { key } }) => key && key === event.key);
  if (box) tick(box);
  else if (event.key === "Enter" && !event.target.closest("a, button, summary, input")) form.requestSubmit(form.save);
});
