// The search for districts answers while one types. Without this its button does, and so do the others.
for (const chooser of document.querySelectorAll(".districts")) {
  const find = chooser.querySelector("[name=find]");
  const found = chooser.querySelector(".found");
  const choices = chooser.querySelector(".choices");
  let timer;
  let asked = "";

  const add = ({ id, name }) => {
    const known = choices.querySelector(`[value="${id}"]`);
    if (known) known.checked = true;
    else {
      const box = document.createElement("input");
      const label = document.createElement("label");
      const line = document.createElement("div");
      Object.assign(box, { type: "checkbox", className: "form-check-input", value: id, checked: true });
      Object.assign(box, { name: chooser.dataset.name, id: `${chooser.dataset.name}-${id}` });
      Object.assign(label, { className: "form-check-label", htmlFor: box.id, textContent: name });
      line.className = "form-check";
      line.append(box, " ", label);
      choices.append(line);
    }
    find.value = asked = "";
    found.replaceChildren();
    find.focus();
  };

  const offer = (district) => {
    const button = document.createElement("button");
    const where = document.createElement("span");
    where.className = "soft";
    where.textContent = district.where;
    Object.assign(button, { type: "button", className: "button", onclick: () => add(district) });
    button.append(`+ ${district.name} `, where);
    return button;
  };

  const answers = async (words) => {
    const reply = await fetch(`${chooser.dataset.search}?q=${encodeURIComponent(words)}`);
    return (await reply.json()).districts;
  };

  const look = async () => {
    const words = find.value.trim();
    if (words === asked) return;
    asked = words;
    const districts = words ? await answers(words) : [];
    if (words !== asked) return; // a later one is under way
    if (words && !districts.length) found.textContent = chooser.dataset.none;
    else found.replaceChildren(...districts.map(offer));
  };

  const acts = {
    search: look,
    province: async () => (await answers(chooser.dataset.province)).forEach(add),
    none: () => choices.querySelectorAll("input").forEach((box) => (box.checked = false)),
  };

  find.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  for (const button of chooser.querySelectorAll("[name=look]"))
    button.addEventListener("click", (event) => {
      event.preventDefault();
      acts[button.value]();
    });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = found.querySelector("button");
    first ? first.click() : look();
  });
}
