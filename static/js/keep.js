/* Keeps what was typed in forms with data-keep="key" until the form has arrived, in this tab only (sessionStorage).
   With data-keep-seen the copy is of what the form's `seen` names: what somebody else kept meanwhile is newer and wins.
   The page that thanks carries data-keep-done="key"; signing out (form data-forget) forgets everything, and so does
   somebody else who signs in after a session that ran out: <html data-who="…"> says who it is. */
const prefix = "keep:";
const owner = "kept-by";
const skipped = "[type=hidden], [type=password], [type=file], [type=submit], [type=button], [data-keep-not]";

const fields = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("input, select, textarea") && !field.matches(skipped));

function values(form) {
  return fields(form).map((field) => {
    const tick = field.type === "checkbox" || field.type === "radio";
    return [field.name, tick ? field.value : null, tick ? field.checked : field.value];
  });
}

function restore(form, kept) {
  let changed = false;
  const left = fields(form);
  for (const [name, choice, value] of kept) {
    const at = left.findIndex((field) => field.name === name && (choice === null || field.value === choice));
    if (at < 0) continue;
    const [field] = left.splice(at, 1);
    const property = choice === null ? "value" : "checked";
    if (field[property] !== value) {
      field[property] = value;
      changed = true;
    }
  }
  return changed;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + key));
  } catch {
    return null;
  }
}

function keyOf(form) {
  const { keep: key } = form.dataset;
  return form.hasAttribute("data-keep-seen") ? `${key}:${form.elements.namedItem("seen").value}` : key;
}

function keep(form) {
  const kept = read(keyOf(form));
  // A page that comes back with errors already carries the typed words.
  if (kept && !form.querySelector("[aria-invalid]") && restore(form, kept)) {
    document.dispatchEvent(new CustomEvent("hub:say", { detail: { name: "restored" } }));
  }
  let timer;
  const store = () => {
    clearTimeout(timer);
    try {
      sessionStorage.setItem(prefix + keyOf(form), JSON.stringify(values(form)));
    } catch {
      /* A full or forbidden store costs the comfort, not the form. */
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(store, 300);
  });
  form.addEventListener("change", store);
  window.addEventListener("pagehide", () => timer && store());
}

function forgetAll() {
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith(prefix))
    .forEach((key) => sessionStorage.removeItem(key));
}

function forgetSomebodyElse() {
  const { who } = document.documentElement.dataset;
  if (!who) return;
  try {
    const before = sessionStorage.getItem(owner);
    if (before && before !== who) forgetAll();
    sessionStorage.setItem(owner, who);
  } catch {
    /* Where nothing can be kept, there is nothing to forget. */
  }
}

forgetSomebodyElse();
document.querySelectorAll("[data-keep-done]").forEach((done) => {
  const key = prefix + done.dataset.keepDone;
  Object.keys(sessionStorage)
    .filter((one) => one === key || one.startsWith(`${key}:`))
    .forEach((one) => sessionStorage.removeItem(one));
});
document.querySelectorAll("form[data-keep]").forEach(keep);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-forget]")) return;
  forgetAll();
});
