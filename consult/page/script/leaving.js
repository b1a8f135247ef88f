// The quick way out: the screen is blank at once, nothing is left in the tab, and *Back* leads past.
import { one } from "./form.js";

const WITHIN = 5e3; // milliseconds for three times Shift

export const leave = () => {
  location.replace(one(".exit").href);
  document.body.remove();
  window.name = "";
  sessionStorage.clear();
};

let presses = []; // the moments of Shift, the last one first

addEventListener("keyup", ({ key, timeStamp }) => {
  presses = key === "Shift" ? [timeStamp, ...presses] : [];
  if (timeStamp - presses[2] < WITHIN) leave();
});

// A page that the browser had put aside shows nobody what was answered in it.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
