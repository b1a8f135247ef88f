// The example answers at once where it can; without this its button does.
const form = document.querySelector(".pick");

form.querySelector("button").hidden = true;
form.addEventListener("change", async () => {
  const asked = new URLSearchParams(new FormData(form));
  const reply = await fetch(`?${asked}`);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  document.getElementById("tables").replaceChildren(...page.getElementById("tables").children);
});
