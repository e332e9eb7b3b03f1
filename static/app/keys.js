// The phone's own key for each account. It is made here and cannot be taken out of the browser.

import { base64url, fromBase32, utf8 } from "./bytes.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

export async function make() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: base64url(spki) };
}

// WebCrypto returns r||s (P1363), which is what the server expects.
export async function sign(privateKey, text) {
  return base64url(await crypto.subtle.sign(SIGNING, privateKey, utf8(text)));
}

export function totpKey(seed) {
  const hmac = { name: "HMAC", hash: "SHA-1" }; // RFC 6238 as every authenticator does it
  return crypto.subtle.importKey("raw", fromBase32(seed), hmac, false, ["sign"]);
}
