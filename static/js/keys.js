/* Single keys, for who is signed in and did not switch them off: j and k walk along the lines of lists with data-keys, and
   from one page of such a list to the next; o opens, x ticks, u undoes, n notes a call; a, p and t do what the page of a
   line names in data-key-a, data-key-p or data-key-t. ? tells them. Never while typing, nor with Ctrl, Alt or Meta. */
const html = document.documentElement;
const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
const lines = "[data-keys] :is(tr, li, article)";
const walked = "keep:walk"; // forgotten with what is kept of forms, when somebody signs out or another signs in
const asked = "keep:key";
const { said } = document.getElementById("live")?.dataset ?? {};
const words = said ? JSON.parse(said) : {};

const path = (link) => new URL(link.href).pathname;
const links = () =>
  [...document.querySelectorAll("[data-keys] :is(a.stretched, a.key)")].filter((link) => link.offsetParent !== null);
const lineOf = (element) => element?.closest?.(lines);
const search = () => [...document.querySelectorAll("[data-search]")].find((field) => field.offsetParent !== null);
const here = () => lineOf(document.activeElement);

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    /* Where nothing can be kept, a page does not know from which list one came. */
  }
}

function tell(text) {
  if (!text) return;
  document.dispatchEvent(new CustomEvent("hub:say", { detail: { text } }));
  document.querySelector(".key-note")?.remove();
  const note = document.createElement("p");
  note.className = "key-note";
  note.setAttribute("aria-hidden", "true"); // it was spoken
  note.textContent = text;
  document.body.append(note);
  setTimeout(() => note.remove(), 4000);
}

/* Where the walk stopped in this list before, or the first line behind it that is still there. */
function startOf(all) {
  const walk = read(walked);
  const last = walk?.all.indexOf(walk.at) ?? -1;
  if (last < 0) return 0;
  const left = walk.all.slice(last);
  return Math.max(0, all.findIndex((link) => left.includes(path(link))));
}

function step(by) {
  const all = links();
  const line = here();
  const side = document.querySelector(`#walk:not([hidden]) a[rel=${by > 0 ? "next" : "prev"}]:not([hidden])`);
  const walking = document.querySelector("#walk:not([hidden])");
  if (walking && !line) return side ? side.click() : tell(by > 0 ? words.last : words.first);
  if (!all.length) return undefined;
  const at = line ? all.findIndex((link) => line.contains(link)) : -1;
  const next = at < 0 ? startOf(all) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].focus();
  return all[next].scrollIntoView({ block: "nearest" });
}

/* Whoever opens a line comes from this list, until another one. */
function remember(link) {
  const all = links().map(path);
  const from = html.dataset.sent === undefined ? location.pathname + location.search : location.pathname;
  keep(walked, { from, title: document.querySelector("h1")?.textContent.trim() ?? "", at: path(link), all });
}

function showWalk() {
  const walk = read(walked);
  const nav = document.getElementById("walk");
  const at = walk?.all.indexOf(location.pathname) ?? -1;
  if (!nav || at < 0) return;
  keep(walked, { ...walk, at: location.pathname });
  const [up, prev, next] = ["up", "prev", "next"].map((rel) => nav.querySelector(`a[rel=${rel}]`));
  up.href = walk.from;
  up.querySelector("[data-title]").textContent = walk.title;
  nav.querySelector("[data-at]").textContent = nav.dataset.of.replace("#", at + 1).replace("#", walk.all.length);
  [[prev, at - 1], [next, at + 1]].forEach(([link, to]) => {
    link.hidden = !walk.all[to];
    if (walk.all[to]) link.href = walk.all[to];
  });
  nav.hidden = false;
}

/* A part of this page gets the focus on its first field or button; another page is opened. */
function go(where) {
  if (!where.startsWith("#")) return location.assign(where);
  const part = document.querySelector(where);
  part.scrollIntoView({ block: "start" });
  return part.querySelector("input:not([type=hidden]), select, textarea, button, a")?.focus();
}

function act(key) {
  const line = here();
  const link = line?.querySelector("a.stretched, a.key");
  if (link) {
    keep(asked, { key, at: path(link) });
    return link.click();
  }
  const page = document.querySelector("[data-keys-page]");
  const where = page?.getAttribute(`data-key-${key}`);
  if (where) return go(where);
  return tell(page ? words.never : words.choose);
}

async function help() {
  const address = "/toetsen";
  if (document.querySelector("main [data-keys-help]")) return undefined; // they stand here
  let dialog = document.getElementById("keys-help");
  if (!dialog) {
    const answer = await fetch(address).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page && page.querySelector("[data-keys-help]");
    if (!list) return location.assign(address);
    dialog = document.createElement("dialog");
    dialog.id = "keys-help";
    dialog.className = "keys-help";
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.append(document.importNode(list, true));
    Object.assign(dialog.querySelector("h1"), { tabIndex: -1, autofocus: true });
    document.body.append(dialog);
  }
  return dialog.showModal();
}

const doing = {
  j: () => step(1),
  k: () => step(-1),
  o: () => here()?.querySelector("a.stretched, a.key")?.click(),
  x: () => (here()?.querySelector("input[data-pick]") ? here().querySelector("input[data-pick]").click() : tell(words.untickable)),
  u: () => document.querySelector(".flash form button, [data-key-u] button")?.click() ?? tell(words.nothing),
  a: () => act("a"),
  n: () => document.querySelector("a[accesskey=n]")?.click(),
  p: () => act("p"),
  t: () => act("t"),
  "/": () => search() ? search().focus() : location.assign("/zoeken"),
  "?": help,
};

function pressed(event) {
  if (!Object.hasOwn(doing, event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.defaultPrevented || event.target.closest(typing) || document.querySelector("dialog[open]")) return;
  if (event.key === "/" && !search() && !document.querySelector("a[href='/zoeken']")) return;
  event.preventDefault();
  if (!event.repeat || "jk".includes(event.key)) doing[event.key]();
}

function asBefore() {
  const before = read(asked);
  sessionStorage.removeItem(asked);
  if (before && before.at === location.pathname) act(before.key);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-keys] a[href]");
  const line = lineOf(link);
  const own = line?.querySelector("a.stretched, a.key");
  if (own && own.origin === location.origin) remember(own);
});
if (html.hasAttribute("data-who")) showWalk();
if (html.hasAttribute("data-single-keys")) {
  document.addEventListener("keydown", pressed);
  asBefore();
}
