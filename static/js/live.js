/* Shows what is new on a page that several people look at ([data-watch]), as it happens and without losing anything.
   The server says the newest version (server-sent events) and sends the page once more, without its frame; pieces with
   data-live, each under its id, take the place of those that differ. A piece in which somebody is busy waits until that
   is over, and the page says so with a button. Only a page that is looked at listens. What [data-live="article"] holds
   is exchanged one by one, or as a whole when something came, went or moved. */
const watch = document.querySelector("[data-watch]");
const said = (name) => document.dispatchEvent(new CustomEvent("hub:say", { detail: name }));
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

const differs = (field) =>
  field.matches("select")
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue;

/* Nobody's words are taken away, nor a button under somebody's finger. [data-typed] holds words that were refused. In
   [data-presses] nobody types: what is open there stays so, and the focus where it is. */
const busy = (piece) => (piece.matches("[data-presses]") ? piece.querySelector(":active") : inUse(piece));

const inUse = (piece) =>
  piece.matches("[data-typed]") ||
  piece.contains(document.activeElement) ||
  piece.querySelector("details[open] form, .confirm[open], .error-summary, [aria-invalid], form[data-busy]") ||
  piece.querySelector(":is(a, button, summary, input, label):is(:hover, :active)") ||
  [...piece.querySelectorAll("input, select, textarea")].some(differs);

const ids = (piece, kind) => [...piece.querySelectorAll(`${kind}[data-live]`)].map((one) => one.id).join();

/* The pieces to exchange: [of this page, of the new one]. */
function* changed(page) {
  for (const piece of document.querySelectorAll("[data-live]")) {
    if (piece.parentElement.closest("[data-live='']")) continue;
    const next = page.getElementById(piece.id);
    const kind = piece.dataset.live;
    if (!next || (kind && ids(piece, kind) && ids(piece, kind) === ids(next, kind))) continue;
    if (made.get(piece.id) !== next.outerHTML) yield [piece, next];
  }
}

// How each piece came from the server: what scripts do to it since is no news.
const made = new Map();
const remember = (page) => page.querySelectorAll("[data-live]").forEach((one) => made.set(one.id, one.outerHTML));

let shown = Number(watch?.dataset.version);
let newest = shown;
let waiting = null;
let asking = false;
let own = 0; // changes that this page made itself and that did not come back yet
document.addEventListener("hub:own", (event) => (own = Math.max(0, own + event.detail)));

function show(page) {
  let late = false;
  watch.querySelector("[data-left]").hidden = true;
  for (const [piece, next] of changed(page)) {
    if (busy(piece)) {
      late = true;
      continue;
    }
    made.set(piece.id, next.outerHTML);
    next.querySelectorAll("[data-live]").forEach((one) => made.set(one.id, one.outerHTML));
    const put = document.importNode(next, true);
    exchange(piece, put);
    window.htmx?.process(put);
    document.dispatchEvent(new CustomEvent("hub:put", { detail: put }));
  }
  waiting = late ? page : null;
  watch.querySelector(".notice").hidden = !late;
}

function exchange(piece, put) {
  const here = piece.contains(document.activeElement) ? document.activeElement.id : "";
  if (piece.matches("[data-presses]"))
    for (const one of piece.querySelectorAll("details[open][id]")) put.querySelector(`#${one.id}`)?.setAttribute("open", "");
  piece.replaceWith(put);
  if (here) document.getElementById(here)?.focus({ preventScroll: true });
}

/* Once more as long as there is something newer: what failed is tried again. */
async function follow() {
  if (asking) return;
  asking = true;
  let wait = 0;
  try {
    const answer = await fetch(watch.dataset.pieces, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    else gone();
  } catch {
    wait = 2000;
  }
  setTimeout(() => {
    asking = false;
    if (newest > shown) follow();
  }, wait);
}

/* A page that goes along is where the table is; somebody who is typing stays. */
function along(to) {
  if (to === undefined || to === location.pathname || busy(document.querySelector("main"))) return false;
  location.assign(`${to}?volg=1`);
  return true;
}

function take(page) {
  page.querySelectorAll("input[name=_csrf_token]").forEach((field) => field.setAttribute("value", token()));
  const me = document.documentElement.dataset.who;
  page.querySelectorAll(`[data-me] option[value="${me}"]`).forEach((option) => option.setAttribute("selected", ""));
  const told = page.querySelector("[data-watch]").dataset;
  const news = Number(told.version) - shown;
  shown = Math.max(shown, Number(told.version));
  if (along(told.along)) return;
  const gone = page.querySelector("[data-gone]");
  if (gone) return left(gone);
  const before = document.documentElement.scrollTop;
  show(page);
  document.documentElement.scrollTop = before;
  if (news > own) said({ text: watch.dataset.say });
  own = Math.max(0, own - news);
}

/* What this page is about left this table: what became of it and where it is now. Words that stand here stay. */
function left(gone) {
  const notice = watch.querySelector("[data-left]");
  notice.querySelector(".cluster").replaceChildren(...document.importNode(gone, true).childNodes);
  notice.hidden = false;
  waiting = null;
  watch.querySelector(".notice").hidden = true;
  said({ text: gone.querySelector("p").textContent });
}

/* It is not on this table any more, or not for us: the page itself says how that is. */
function gone() {
  if (along(watch.dataset.along && `${watch.dataset.watch.replace(/live$/, "nu")}`)) return;
  watch.querySelector(".notice").hidden = false;
  shown = newest;
}

let stream = null;

function listen() {
  stream?.close();
  stream = null;
  if (document.hidden) return;
  stream = new EventSource(watch.dataset.watch);
  stream.addEventListener("version", (event) => {
    watch.querySelector("[data-away]").hidden = true;
    newest = Number(event.data);
    if (newest > shown) follow();
  });
  let missed = 0;
  stream.addEventListener("open", () => (missed = 0));
  stream.addEventListener("error", () => {
    // Each stream ends after a while, and the next one comes by itself; a second miss is a connection that is gone.
    missed += 1;
    watch.querySelector("[data-away]").hidden = missed < 2;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
}

/* How long the table has been speaking of a case. */
function run() {
  for (const time of document.querySelectorAll("[data-running]")) {
    const minutes = Math.floor((Date.now() - new Date(time.dateTime)) / 60000);
    if (minutes >= 0 && minutes < 600) time.textContent = time.dataset.words.replace("#", minutes);
  }
}

if (watch) {
  // The page itself came with tokens and words of its own: what it looks like without a frame is asked once it changes.
  remember(document);
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("online", listen);
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => event.persisted && listen());
  setInterval(() => {
    if (waiting) show(waiting);
    run();
  }, 1000);
  listen();
}
