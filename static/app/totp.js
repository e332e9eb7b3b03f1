// Offline codes (RFC 6238, 6 digits, 30 seconds).

export const STEP = 30_000;

export async function codeAt(key, moment) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(moment / STEP)));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const start = digest.getUint8(digest.byteLength - 1) & 0xf;
  const value = (digest.getUint32(start) & 0x7fffffff) % 1_000_000;
  return String(value).padStart(6, "0");
}

export const grouped = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
