/** Tickets kept on this phone: put there and removed by a click, never otherwise. */
const TICKETS = "fap-tickets";
const SHELL = "fap-shell-";

export function offline() {
  const box = document.querySelector("[data-keep]");
  const list = document.querySelector("[data-kept-list]");
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  if (box) keeper(box);
  if (list) shelf(list);
}

function keeper(box) {
  const put = box.querySelector("[data-keep-put]");
  const remove = box.querySelector("[data-keep-remove]");
  const say = (text) => { box.querySelector("[data-keep-state]").textContent = text; };
  const show = (kept) => { put.hidden = kept; remove.hidden = !kept; };

  put.addEventListener("click", async () => {
    try {
      await keep(box.dataset.worker);
    } catch {
      return say(box.dataset.failed);
    }
    show(true);
    remove.focus();
    say(box.dataset.kept);
  });
  remove.addEventListener("click", async () => {
    await forget(location.pathname);
    show(false);
    put.focus();
    say(box.dataset.removed);
  });
  isKept(location.pathname).then((kept) => { show(kept); box.hidden = false; });
}

async function isKept(path) {
  return (await caches.has(TICKETS)) && Boolean(await (await caches.open(TICKETS)).match(path, { ignoreVary: true }));
}

async function keep(worker) {
  const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("not a ticket");
  await navigator.serviceWorker.register(worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  await (await caches.open(TICKETS)).put(location.pathname, answer);
}

/** With the last ticket goes everything else that was stored for it. */
async function forget(path) {
  const tickets = await caches.open(TICKETS);
  await tickets.delete(path, { ignoreVary: true });
  if ((await tickets.keys()).length) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name === TICKETS || name.startsWith(SHELL)).map((name) => caches.delete(name)));
  const worker = await navigator.serviceWorker.getRegistration("/");
  await worker?.unregister();
}

/** The list of what is kept, read from the kept pages themselves. */
async function shelf(list) {
  const none = document.querySelector("[data-kept-none]");
  const note = document.querySelector("[data-offline-note]");
  if (note) note.hidden = navigator.onLine;
  const tickets = (await caches.has(TICKETS)) ? await caches.open(TICKETS) : null;
  const paths = tickets ? (await tickets.keys()).map((request) => new URL(request.url).pathname) : [];
  for (const path of paths) {
    const html = await (await tickets.match(path, { ignoreVary: true })).text();
    const ticket = new DOMParser().parseFromString(html, "text/html").querySelector("[data-ticket]");
    if (ticket) list.append(line(list, path, ticket.dataset, none));
  }
  if (!list.children.length) none.textContent = none.dataset.none;
}

function line(list, path, ticket, none) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: path, textContent: ticket.title });
  const when = Object.assign(document.createElement("p"), { textContent: `${ticket.when} · ${ticket.ticket}` });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: list.dataset.remove });
  button.className = "btn btn-secondary btn-sm";
  button.setAttribute("aria-label", `${list.dataset.remove}: ${ticket.title}`);
  button.addEventListener("click", async () => {
    await forget(path);
    item.remove();
    none.textContent = list.children.length ? none.dataset.removed : `${none.dataset.removed} ${none.dataset.none}`;
    none.tabIndex = -1;
    none.focus();
  });
  item.append(link, when, button);
  return item;
}
