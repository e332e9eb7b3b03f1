// Reads a QR code with the camera: by the browser's own detector, else by the vendored decoder.

import * as link from "./link.js";
import { on, part, say, text } from "./texts.js";
import * as views from "./views.js";

const EVERY = 250;
const SIDE = 720; // large enough for a code held at arm's length, small enough for an old phone

async function detectorMake() {
  if ("BarcodeDetector" in window) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const native = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await native.detect(video))[0]?.rawValue ?? "";
    }
  }
  const { decodeQR } = await import("../vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no code in this picture
    }
  };
}

async function cameraOpen() {
  const video = { facingMode: "environment", width: { ideal: 1280 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

function problem(root, key, values) {
  const place = part(root, "problem");
  place.textContent = text(key, values);
  place.hidden = false;
}

export function render(root, { found }) {
  const video = part(root, "video");
  let stream = null;
  let timer = 0;
  let isOver = false;
  on(root, { back: () => views.back() });
  root.querySelector("[data-do=back]").focus();

  function take(read) {
    const result = link.parse(read);
    if (result.token) return found(result.token);
    problem(root, `link.${result.wrong}`, { host: result.host });
    return null;
  }

  async function look(detect) {
    if (isOver) return;
    const read = video.videoWidth ? await detect(video).catch(() => "") : "";
    if (isOver) return;
    if (read && take(read) !== null) return;
    timer = window.setTimeout(look, EVERY, detect);
  }

  async function begin() {
    stream = await cameraOpen();
    if (isOver) return stop();
    video.srcObject = stream;
    await video.play();
    say(text("scan.looking"));
    return look(await detectorMake());
  }

  function stop() {
    isOver = true;
    window.clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
  }

  begin().catch((error) => {
    if (isOver) return;
    video.hidden = true;
    problem(root, error.name === "NotAllowedError" ? "scan.refused" : "scan.none");
  });
  return stop;
}
