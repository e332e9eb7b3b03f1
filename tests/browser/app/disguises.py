"""Scripts that make a browser another one, or a part of it that is not there."""

NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
LOCKED_STORAGE = (
    "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
)
NOT_SECURE = "Object.defineProperty(window, 'isSecureContext', {value: false});"
TEN_MINUTES_AHEAD = "{ const now = Date.now; Date.now = () => now() + 600_000; }"
NO_PUSH = "delete window.PushManager;"
REFUSED = """
  Object.defineProperty(Notification, 'permission', {get: () => 'denied'});
"""
IPHONE = {
    "user_agent": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    ),
    "script": "Object.defineProperty(navigator, 'standalone', {value: false});" + NO_PUSH,
}
# The push service's part, which a browser without a network cannot reach.
SUBSCRIBED = """
  PushManager.prototype.subscribe = async function (options) {
    window.subscribedWith = options;
    return {
      toJSON: () => ({
        endpoint: "https://fcm.googleapis.com/fcm/send/test", expirationTime: null,
        keys: {
          p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx" +
            "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
          auth: "BTBZMqHH6r4Tts7J_aSIgg",
        },
      }),
    };
  };
"""
CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext("2d");
    const image = new Image();
    image.src = %r;
    await image.decode();
    window.setInterval(() => {
      pen.fillStyle = "#ddd";
      pen.fillRect(0, 0, 640, 480);
      pen.drawImage(image, 170, 80, 300, 300);
    }, 50);
    return canvas.captureStream(20);
  };
"""
NEWER = """async () => {
  window.isOld = true;
  await caches.open("keydesk-app-old");
  await navigator.serviceWorker.register("/app/sw.js?newer", { scope: "/app/" });
}"""
NO_CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotAllowedError");
  };
"""
