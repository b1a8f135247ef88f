// A button that copies what it names, where the browser lets it; what it copies stands there anyway.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value || source.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 4000);
  });
}
