// The service worker: a nudge becomes a notification, and the app opens without a network.
// `keydesk` (version, files, words) is set by /app/sw.js, which changes whenever a file does.
"use strict";

const SHELL = "/app/";
const CACHE = `keydesk-app-${keydesk.version}`;
const OURS = /^keydesk-app-/;

async function install() {
  const cache = await caches.open(CACHE);
  const fresh = [SHELL, ...keydesk.files].map((url) => new Request(url, { cache: "reload" }));
  await cache.addAll(fresh);
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => OURS.test(name) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The shell and its files only. Answers of the server are never kept.
async function cached(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(request);
}

async function nudge() {
  const open = await self.clients.matchAll({ type: "window" });
  for (const client of open) client.postMessage({ kind: "request" });
  // Always shown: some browsers take the permission away from an app that stays silent.
  await self.registration.showNotification(keydesk.title, {
    body: keydesk.body,
    icon: keydesk.icon,
    badge: keydesk.icon,
    lang: keydesk.lang,
    tag: "keydesk-request",
    renotify: true,
  });
}

async function focus() {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const app = open.find((client) => new URL(client.url).pathname === SHELL);
  if (!app) return self.clients.openWindow(SHELL);
  app.postMessage({ kind: "request" });
  return app.focus();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("push", (event) => event.waitUntil(nudge())); // the payload is not read
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(focus());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === SHELL) event.respondWith(cached(SHELL, request));
  } else if (keydesk.files.includes(url.pathname)) {
    event.respondWith(cached(url.pathname, request));
  }
});
