// Keeps a tablet going without a network: it hands out the questionnaire that setting up put aside.
// The copy wins over the network, which may be down, or a portal's; setting up again renews it.
const ADDRESS = /^(\/staff\/field\/([A-Za-z0-9_-]+))(\/tablet)?$/;

const copyOf = (address) => caches.match(address, { ignoreVary: true });

const answer = async (request, [, home, slug, isTablet]) => {
  const copy = isTablet && ((await copyOf(request.url)) || (await copyOf(`${home}/tablet?lang=es`)));
  if (copy) return copy;
  try {
    return await fetch(request);
  } catch (unreachable) {
    const isThere = await caches.has(slug);
    return isThere && !isTablet ? Response.redirect(`${home}/tablet?lang=es`) : Response.error();
  }
};

// HEAD is how the questionnaire asks whether it is there in the other language.
const isForUs = ({ method, mode }) => method === "HEAD" || (method === "GET" && mode === "navigate");

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const address = ADDRESS.exec(new URL(event.request.url).pathname);
  if (address && isForUs(event.request)) event.respondWith(answer(event.request, address));
});
