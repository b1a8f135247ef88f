// The quick way out: the screen is blank at once, nothing is left in the tab, and *Back* leads past.
import { one } from "./form.js";

const WITHIN = 5e3; // milliseconds for three times Shift

const forget = () => {
  document.body.remove();
  window.name = "";
};

export const leave = () => {
  location.replace(one(".exit").href);
  forget();
  sessionStorage.clear();
};

let presses = []; // the moments of Shift, the last one first

addEventListener("keyup", ({ key, timeStamp }) => {
  presses = key === "Shift" ? [timeStamp, ...presses] : [];
  if (timeStamp - presses[2] < WITHIN) leave();
});

// What a browser puts aside to show at once when somebody comes back is empty, and begins anew.
addEventListener("pagehide", ({ persisted }) => persisted && forget());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
