// Shows kept tickets without a network. Everything else comes from the server, always.
const FILES = {{ files|safe }};
const PAGES = {{ pages|safe }};
const DEFAULT_LANGUAGE = {{ language|safe }};
const SHELL = "fap-shell-" + {{ version|safe }};
const TICKETS = "fap-tickets";
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(fillShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!url.pathname.startsWith("/admin/")) event.respondWith(page(request, url));
  } else if (FILES.some((file) => unhashed(file) === unhashed(url.pathname))) {
    event.respondWith(fetch(request).catch(() => fileInShell(url.pathname)));
  }
});

async function fillShell() {
  const shell = await caches.open(SHELL);
  // Without cookies: the pages in the shell must know nobody.
  const wanted = [...FILES, ...Object.values(PAGES)];
  await shell.addAll(wanted.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
}

async function dropOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("fap-shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page from the server; a kept ticket when the server does not answer, or knows us no more. */
async function page(request, url) {
  const tickets = await caches.open(TICKETS);
  const kept = await tickets.match(url.pathname, { ignoreVary: true });
  let answer;
  try {
    answer = await (kept ? Promise.race([fetch(request), late()]) : fetch(request));
  } catch {
    return kept ?? offlinePage(url);
  }
  if (!kept) return answer;
  // Led elsewhere: the booking was cancelled, and a cancelled ticket is not kept.
  if (answer.type === "opaqueredirect" || answer.redirected) await tickets.delete(url.pathname);
  else if (answer.ok) await tickets.put(url.pathname, answer.clone());
  else return kept;
  return answer;
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
}

async function offlinePage(url) {
  const language = url.pathname.split("/")[1];
  const shell = await caches.open(SHELL);
  const found = await shell.match(PAGES[language] ?? PAGES[DEFAULT_LANGUAGE], { ignoreVary: true });
  return found ?? Response.error();
}

/** A ticket kept before an update asks for files by their former hashed names. */
async function fileInShell(path) {
  const shell = await caches.open(SHELL);
  const file = FILES.find((name) => unhashed(name) === unhashed(path));
  return (await shell.match(file, { ignoreVary: true })) ?? Response.error();
}

function unhashed(path) {
  return path.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
}
