/* Around htmx: the focus stays where it was, and a change of the page is spoken.
   The new piece may bring its own sentence in data-say. */
// Pages that say no are pages to show.
const readable = [400, 403, 404, 409, 410, 413, 422, 429];

const trace = (element) =>
  element && element !== document.body
    ? { id: element.id, name: element.name, href: element.getAttribute("href") }
    : null;

function find(before, piece) {
  return (
    (before.id && document.getElementById(before.id)) ||
    (before.name && piece.querySelector(`[name="${CSS.escape(before.name)}"]`)) ||
    (before.href && piece.querySelector(`a[href="${CSS.escape(before.href)}"]`))
  );
}

const say = (detail) => document.dispatchEvent(new CustomEvent("hub:say", { detail }));

let before = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (readable.includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  before = trace(document.activeElement);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const piece = event.detail.elt;
  if (before && (!document.activeElement || document.activeElement === document.body)) {
    const same = find(before, piece);
    if (!same && !piece.hasAttribute("tabindex")) piece.setAttribute("tabindex", "-1");
    (same || piece).focus({ preventScroll: true });
  }
  before = null;
  const words = piece.closest("[data-say]") ?? piece.querySelector("[data-say]");
  if (words) say({ text: words.dataset.say });
  else if (event.detail.requestConfig?.verb !== "get") say({ name: "changed" });
});
