// The quick way out: the screen is blank at once, nothing is left in the tab, and *Back* leads past.
const WITHIN = 5e3; // milliseconds for three times Shift

let presses = [];

export const leave = () => {
  const { href } = document.querySelector(".exit");
  document.body.remove();
  window.name = "";
  location.replace(href);
  sessionStorage.clear();
};

addEventListener("keyup", ({ key, timeStamp }) => {
  presses = presses.filter((press) => key === "Shift" && timeStamp - press < WITHIN);
  if (key === "Shift" && presses.push(timeStamp) > 2) leave();
});

// A page that the browser had put aside shows nobody what was answered in it.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
