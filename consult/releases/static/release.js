// Searching while one types, keys to walk by, and a link that copies itself. All of it works without.
const side = document.querySelector(".side");
const find = document.getElementById("find");
const none = side.querySelector(".side-none");

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const filter = () => {
  const words = plain(find.value).split(/\s+/).filter(Boolean);
  for (const section of side.querySelectorAll(".side-section")) {
    const links = [...section.querySelectorAll("[data-words]")];
    for (const link of links) link.hidden = !words.every((word) => link.dataset.words.includes(word));
    section.hidden = links.every((link) => link.hidden);
    // A stem stands while one of its parts does.
    for (const stem of section.querySelectorAll(".side-stem")) {
      let part = stem.nextElementSibling;
      stem.hidden = true;
      for (; part?.classList.contains("side-part"); part = part.nextElementSibling) stem.hidden &&= part.hidden;
    }
  }
  none.textContent = side.querySelector(".side-section:not([hidden])") ? "" : none.dataset.none;
};

const follow = (selector) => document.querySelector(selector)?.click();

const keys = {
  j: () => follow("[rel=next]"),
  k: () => follow("[rel=prev]"),
  "/": () => find.focus(),
};

const alongTabs = (event) => {
  const tabs = [...(event.target.closest?.(".cuts")?.querySelectorAll("a") ?? [])];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!tabs.length || !step) return false;
  tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length].focus();
  return true;
};

const isTyping = (target) => target.matches("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === find) {
    find.value = "";
    filter();
    find.blur();
  } else if (isTyping(event.target)) return;
  else if (alongTabs(event)) event.preventDefault();
  else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

find.addEventListener("input", filter);
side.querySelector(".side-keys").hidden = false;

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-copies]");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const label = link.textContent;
  await navigator.clipboard.writeText(link.href);
  link.textContent = link.dataset.done;
  setTimeout(() => (link.textContent = label), 4000);
});

// Another table took the place of this one: the tab that was followed keeps the focus.
document.addEventListener("htmx:afterSettle", () => document.querySelector(".cuts [aria-current]")?.focus());
