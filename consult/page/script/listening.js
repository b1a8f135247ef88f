// What is on the screen read aloud, by a voice of the phone itself: a remote one would be told it.
import { root } from "./form.js";

const speech = window.speechSynthesis;

export const localVoice = () =>
  speech &&
  speech.getVoices().find(({ localService, lang }) => localService && lang.startsWith(root.lang));

export const hush = () => speech && speech.cancel();

export const readAloud = (text) => {
  const words = new SpeechSynthesisUtterance(text);
  words.voice = localVoice();
  words.lang = words.voice.lang;
  hush();
  speech.speak(words);
};
