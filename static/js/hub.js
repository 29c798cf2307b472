/* Small comforts on top of pages that work without them: no inline script, no eval. The modules beside this one do not
   import each other, so that each is asked for by an address with a digest; they speak through the event "hub:say". */

const busy = "data-busy";
const senders = (form) => form.querySelectorAll("button:not([type=button])");

/* Speaks to those who listen to the page: a text, or the name of a sentence that the frame brings along. */
function speak() {
  const live = document.getElementById("live");
  if (!live) return;
  document.addEventListener("hub:say", (event) => {
    const { text, name } = event.detail;
    live.textContent = "";
    requestAnimationFrame(() => (live.textContent = text ?? live.dataset[name] ?? ""));
  });
}

/* A form goes out once; Back makes its buttons work again. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return;
    if (form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    if (form.hasAttribute(busy)) {
      event.preventDefault();
      return;
    }
    form.setAttribute(busy, "");
    // After this turn, so that the pressed button still sends its name and value.
    setTimeout(() => senders(form).forEach((button) => (button.disabled = true)));
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll(`form[${busy}]`).forEach((form) => {
      form.removeAttribute(busy);
      senders(form).forEach((button) => (button.disabled = false));
    });
  });
}

/* A browser writes days its own way: under each day that was chosen stands in words which one it is. */
function sayDays(part) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
  part.querySelectorAll("input[type=date]").forEach((field) => {
    if (field.nextElementSibling?.matches("output")) return;
    const said = document.createElement("output");
    said.className = "hint";
    said.htmlFor = field.id;
    const look = () => (said.textContent = field.valueAsDate ? words.format(field.valueAsDate) : "");
    field.after(said);
    field.addEventListener("change", look);
    // Back, and what was kept of a form, put days into the fields after this.
    window.addEventListener("pageshow", look);
    look();
  });
}

/* Menus and questions close with Escape and by a click beside them. */
function closeDetails() {
  const open = () => document.querySelectorAll("details[data-closes][open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((details) => {
      const inside = details.contains(document.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    open().forEach((details) => {
      if (!details.contains(event.target)) details.open = false;
    });
  });
  // What opens at the foot of the window comes into sight as a whole.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches("[data-closes][open]")) target.lastElementChild.scrollIntoView({ block: "nearest" });
    },
    true,
  );
}

function copyButtons() {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = word), 3000);
    });
  });
}

function printButtons() {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".chart-table").forEach((table) => (table.open = true));
  });
}

/* What went wrong is the first thing to be read; where one is, is in sight. */
function firstSight() {
  document.querySelector("[data-focus]")?.focus();
  for (const current of document.querySelectorAll(".band-nav [aria-current], .tabs [aria-current]")) {
    const strip = current.closest("ul");
    strip.scrollLeft = current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }
}

/* This page answered a form, and its address can be read as well. Reloading it or coming Back reads it, instead of
   offering to send the form once more; what was typed was kept (keep.js). */
function answered() {
  const { sent } = document.documentElement.dataset;
  if (sent !== undefined) history.replaceState(history.state, "", sent || location.href);
}

speak();
answered();
sendOnce();
closeDetails();
copyButtons();
printButtons();
firstSight();
sayDays(document);
document.addEventListener("htmx:afterSettle", (event) => sayDays(event.target));
document.addEventListener("hub:put", (event) => sayDays(event.detail));
