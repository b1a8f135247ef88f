// What is on the screen read aloud, by a voice of the phone itself: a remote one would be told it.
const speech = window.speechSynthesis;

const localVoice = () =>
  speech.getVoices().find(({ localService, lang }) => {
    return localService && lang.slice(0, 2) === document.documentElement.lang;
  });

export const offerToListen = (button) => {
  if (!speech) return;
  speech.onvoiceschanged = () => (button.hidden = !localVoice());
  speech.onvoiceschanged();
};

export const hush = () => speech && speech.cancel();

export const readAloud = (text) => {
  const words = new SpeechSynthesisUtterance(text);
  words.voice = localVoice();
  words.lang = words.voice.lang;
  hush();
  speech.speak(words);
};
