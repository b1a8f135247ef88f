// What was answered so far, for a reload and for the other language: under a one-time pad. The pad is
// in the memory of the tab, as its name; what it covers is in sessionStorage, which browsers write to
// the disk. Neither tells anything alone: not to whoever searches the phone, and not to the next page
// in this tab, which may read its name.
import { bytes, random } from "./envelope.js";

const LENGTH = 4e3; // letters: what is longer tells by its length that much was written

const cover = (draft, pad) => draft.map((byte, place) => byte ^ pad[place]);

export const put = (draft) => {
  const plain = bytes(draft.padEnd(LENGTH));
  const pad = random(plain.length);
  window.name = pad;
  sessionStorage.draft = cover(plain, pad);
};

// Nothing where there is none, or none that this tab knows the pad of.
export const take = () => {
  const [covered, pad] = [sessionStorage.draft, window.name].map((text) => text.split(","));
  put("");
  return new TextDecoder().decode(Uint8Array.from(cover(covered, pad)));
};
