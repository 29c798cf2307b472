/* The order of an agenda: a case is dragged by its handle, or moved with the arrow keys while the handle has the focus.
   Without this the buttons beside it do the same. */
const board = () => document.querySelector("[data-order]");
const cards = () => [...board().querySelectorAll(":scope > article")];
let dragged = null;
let before = "";

const order = () => cards().map((card) => card.id.replace("zaak-", ""));

function ready() {
  board()
    ?.querySelectorAll("[data-drag][hidden]")
    .forEach((handle) => (handle.hidden = false));
}

function renumber() {
  cards().forEach((card, at) => {
    const key = card.querySelector("h3 .key");
    if (key) key.textContent = key.textContent.replace(/^\d+/, String(at + 1));
  });
}

// What one did oneself is no news (live.js).
const own = (changes) => document.dispatchEvent(new CustomEvent("hub:own", { detail: changes }));

async function keep() {
  if (order().join() === before) return;
  before = order().join();
  renumber();
  const body = new URLSearchParams();
  body.set("_csrf_token", document.querySelector("[name=_csrf_token]").value);
  order().forEach((id) => body.append("order", id));
  let text = board().dataset.orderFailed;
  own(1);
  try {
    const answer = await fetch(board().dataset.order, { method: "POST", body, redirect: "manual" });
    if (answer.ok || answer.type === "opaqueredirect") text = board().dataset.orderSaid;
    else own(-1);
  } catch {
    own(-1);
  }
  document.dispatchEvent(new CustomEvent("hub:say", { detail: { text } }));
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-drag]");
  const card = handle?.closest("article");
  if (card) card.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-order] > article");
  if (!card?.draggable) return;
  dragged = card;
  before = order().join();
  event.dataTransfer.effectAllowed = "move";
  card.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-order] > article");
  if (!dragged) return;
  event.preventDefault();
  if (!over || over === dragged) return;
  const box = over.getBoundingClientRect();
  over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.draggable = false;
  dragged.classList.remove("dragged");
  dragged = null;
  keep();
});
document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-drag]");
  if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  before = order().join();
  const card = handle.closest("article");
  const up = event.key === "ArrowUp";
  const beside = up ? card.previousElementSibling : card.nextElementSibling;
  if (!beside) return;
  beside[up ? "before" : "after"](card);
  handle.focus();
  keep();
});
document.addEventListener("htmx:afterSettle", () => board() && ready());
if (board()) ready();
