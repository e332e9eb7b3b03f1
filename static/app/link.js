// The activation link: where a token is found, and what is no such link.

const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;
const TYPED = /^[A-Z2-7]{26}$/; // 128 bits in base32, as the page shows them in groups
const MARK = "activate=";

// Reads the token and takes it out of the address at once, before anything else can see it.
export function fromAddress() {
  const { hash, pathname } = window.location;
  if (!hash.startsWith(`#${MARK}`)) return "";
  history.replaceState(history.state, "", pathname);
  const token = hash.slice(1 + MARK.length);
  return TOKEN.test(token) ? token : "";
}

// What a person types or pastes: groups, small letters, digits that look like letters.
function tidy(typed) {
  const clean = typed.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, "");
  const plain = clean.replace(/[-\u2010-\u2015]/g, "").toUpperCase();
  const letters = plain.replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
  return TYPED.test(letters) ? letters : clean;
}

// Returns {token} for a code or link of this server, else {wrong: what it is instead}.
export function parse(typed) {
  const clean = tidy(typed);
  if (TOKEN.test(clean)) return { token: clean };
  let address;
  try {
    address = new URL(clean);
  } catch {
    return { wrong: "unknown" };
  }
  if (!/^https?:$/.test(address.protocol)) return { wrong: "unknown" };
  if (address.origin !== window.location.origin) return { wrong: "elsewhere", host: address.host };
  const token = address.hash.slice(1 + MARK.length);
  const isLink = address.hash.startsWith(`#${MARK}`) && TOKEN.test(token);
  return isLink ? { token } : { wrong: "unknown" };
}
