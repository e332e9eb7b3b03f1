// What this phone keeps: its accounts with their keys, and a few settings, in IndexedDB.

const NAME = "keydesk-app";
const AHEAD = 120_000; // a moment further ahead than this came from a clock that was wrong
let opened = null;

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("accounts", { keyPath: "id" });
      request.result.createObjectStore("settings");
    };
    request.onsuccess = () => {
      request.result.onclose = () => { opened = null; }; // the browser cleared its storage
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      resolve(request.result);
    };
    request.onerror = () => { opened = null; reject(request.error); };
  });
  return opened;
}

async function begin(name, mode) {
  try {
    return (await open()).transaction(name, mode);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    opened = null; // closed under our hands: storage was cleared, or a new version opened it
    return (await open()).transaction(name, mode);
  }
}

async function within(name, mode, work) {
  const transaction = await begin(name, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const result = await work(transaction.objectStore(name));
  await done;
  return result;
}

export const usable = () => within("settings", "readwrite", (all) => asPromise(all.put(1, "probe")));
export const accounts = () => within("accounts", "readonly", (all) => asPromise(all.getAll()));
export const accountGet = (id) => within("accounts", "readonly", (all) => asPromise(all.get(id)));
export const accountAdd = (account) => within("accounts", "readwrite", (all) => asPromise(all.put(account)));
export const accountForget = (id) => within("accounts", "readwrite", (all) => asPromise(all.delete(id)));
export const setting = (key) => within("settings", "readonly", (all) => asPromise(all.get(key)));
export const settingPut = (key, value) => within("settings", "readwrite", (all) => asPromise(all.put(value, key)));

// Read and write in one transaction: two windows of the app may be open.
export function accountChange(id, changes) {
  return within("accounts", "readwrite", async (all) => {
    const account = await asPromise(all.get(id));
    if (account) await asPromise(all.put({ ...account, ...changes }));
  });
}

// The server takes each moment once and only upwards, so that no answer can be sent again.
export function momentNext(id, now) {
  return within("accounts", "readwrite", async (all) => {
    const account = await asPromise(all.get(id));
    const last = account?.lastMoment ?? 0;
    const moment = last >= now && last - now < AHEAD ? last + 1 : now;
    if (account) await asPromise(all.put({ ...account, lastMoment: moment }));
    return moment;
  });
}
