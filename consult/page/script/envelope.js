// A submission sealed for the server alone: responses/envelope.py opens it. Without a secure context
// there is no `crypto.subtle`, and this fails.
const { subtle } = crypto;

const none = new Uint8Array();

export const bytes = (text) => new TextEncoder().encode(text);

// base64url, without padding
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");

export const random = (count) => crypto.getRandomValues(new Uint8Array(count));

export const newId = () => toText(random(18));

// `open` is the server's key as the form carries it: its name and its point, in base64.
export const seal = async (open, plain, label) => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const [name, point] = open.split("|");
  const raw = Uint8Array.from(atob(point), (letter) => letter.charCodeAt());
  const theirs = await subtle.importKey("raw", raw, curve, false, []);
  const ours = await subtle.generateKey(curve, true, ["deriveKey"]);
  const derived = (how, from, kind, use) => subtle.deriveKey(how, from, kind, false, [use]);
  const shared = await derived({ name: "ECDH", public: theirs }, ours.privateKey, "HKDF", "deriveKey");
  const how = { name: "HKDF", hash: "SHA-256", salt: none, info: none };
  const key = await derived(how, shared, { name: "AES-GCM", length: 256 }, "encrypt");
  const iv = random(12);
  const sealing = { name: "AES-GCM", iv, additionalData: bytes(label) };
  const sealed = await subtle.encrypt(sealing, key, bytes(plain));
  const once = await subtle.exportKey("raw", ours.publicKey);
  return [1, name, ...[once, iv, sealed].map(toText)].join("|");
};
