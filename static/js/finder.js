/* Offers schools under an input[data-finder="address"] while one types: a combobox with a list (WAI-ARIA). What is chosen
   comes into the field as text; anything else may be typed as well. With data-finder-posts the words are posted: names
   stand in no address. Without a script a button looks it up. */
const PAUSE = 200;
const SHORTEST = 2;
let made = 0;

const say = (text) => document.dispatchEvent(new CustomEvent("hub:say", { detail: { text } }));

/* The request that asks for what is offered, as fetch takes it. */
function asking(input, words, signal) {
  if (!("finderPosts" in input.dataset)) return [`${input.dataset.finder}&zoek=${encodeURIComponent(words)}`, { signal }];
  const _csrf_token = input.form.elements._csrf_token.value;
  return [input.dataset.finder, { method: "POST", body: new URLSearchParams({ zoek: words, _csrf_token }), signal }];
}

function option(list, [value, name, where], at) {
  const line = document.createElement("li");
  const place = document.createElement("span");
  line.id = `${list.id}-${at}`;
  line.className = "finder-option";
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.value = value;
  place.className = "muted small";
  place.textContent = where;
  line.append(name, " ", place);
  return line;
}

function listFor(input) {
  const list = document.createElement("ul");
  list.id = `finder-${(made += 1)}`;
  list.className = "finder-list bare";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";
  const around = document.createElement("div");
  around.className = "finder-around";
  input.replaceWith(around);
  around.append(input, list);
  return list;
}

function offer(input) {
  const list = listFor(input);
  let timer;
  let asked;
  let active = -1;
  const lines = () => [...list.children];

  const mark = (at) => {
    active = at;
    lines().forEach((line, n) => line.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", lines()[at].id);
      lines()[at].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    mark(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    show(false);
  };
  const choose = (line) => {
    close();
    input.value = line.dataset.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const words = input.value.trim();
    if (words.length < SHORTEST) return show(false);
    try {
      const answer = await fetch(...asking(input, words, signal));
      const { options, said } = await answer.json();
      list.replaceChildren(...options.map((one, at) => option(list, one, at)));
      show(options.length > 0);
      say(said);
    } catch {
      /* Typed further, or no network: the name as it is typed will do. */
      if (!signal.aborted) show(false);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = lines().length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const next = event.key === "ArrowDown" ? active + 1 : active - 1;
      mark(next > last ? 0 : next < 0 ? last : next);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(lines()[active]);
    }
  });
  // Before the field loses its focus, which closes the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) choose(line);
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll("input[data-finder]").forEach(offer);
document.querySelectorAll("[data-finder-button]").forEach((button) => button.parentElement.remove());
