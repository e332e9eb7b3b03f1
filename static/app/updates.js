// The service worker: registered, kept up to date, and heard.

let hadWorker = false;

export async function begin({ changed, nudged }) {
  if (!("serviceWorker" in navigator)) return;
  hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kind === "request") nudged();
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    const hasWorker = navigator.serviceWorker.controller !== null;
    if (hadWorker && hasWorker) changed(); // the first worker of all changes nothing
    hadWorker = hasWorker;
  });
  try {
    await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/", updateViaCache: "none" });
  } catch {
    // Without it the app works while the phone is online.
  }
}

export async function look() {
  const registration = await navigator.serviceWorker?.getRegistration("/app/");
  await registration?.update().catch(() => {}); // offline
}

// What waits is on the screen: the notifications have done their work.
export async function notificationsClose() {
  const registration = await navigator.serviceWorker?.getRegistration("/app/");
  const open = (await registration?.getNotifications?.()) ?? [];
  for (const one of open) one.close();
}
