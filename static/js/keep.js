/* Keeps what was typed in forms with data-keep="key" until the form has arrived, in this tab only (sessionStorage).
   With data-keep-seen the copy is of what the form's `seen` names: what somebody else kept meanwhile is newer and wins.
   The page that thanks carries data-keep-done="key"; signing out (form data-forget) forgets everything, and so does
   somebody else who signs in after a session that ran out: <html data-who="…"> says who it is.
   With data-keep-unsaved the form saves itself (save.js, "hub:saved" and "hub:unsaved"), each under a key of its own in
   `form_key`: only what did not arrive is kept, and the next form begins empty. What was left behind in haste is sent
   on first; it comes back, as the form that it was, where that is refused or saving had failed before. */
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

const say = (name) => document.dispatchEvent(new CustomEvent("hub:say", { detail: { name } }));

// Which form it is: what of it is hidden.
const named = (form) => ["form_key", "began", "seen"].map((name) => form.elements.namedItem(name));

/* What was kept of an earlier form is saved under its own key; returns whether it arrived. */
async function sendOn(form, { typed, hidden }) {
  const words = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  named(form).forEach((field, at) => words.set(field.name, hidden[at]));
  for (const [name, choice, value] of typed) {
    if (choice === null) words.set(name, value);
    else if (value) words.set(name, choice);
  }
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: words, signal: AbortSignal.timeout(3000) });
    return answer.ok && Boolean(answer.headers.get("content-type")?.includes("json"));
  } catch {
    return false;
  }
}

function keepUnsaved(form) {
  const key = prefix + form.dataset.keep;
  let failed = false;
  let waits = false;
  const forget = () => {
    failed = waits = false;
    sessionStorage.removeItem(key);
  };
  const store = (left) => {
    const hidden = named(form).map((field) => field.value);
    try {
      sessionStorage.setItem(key, JSON.stringify({ typed: values(form), hidden, left }));
    } catch {
      /* A full or forbidden store costs the comfort, not the form. */
    }
  };
  const changed = () => {
    waits = true;
    store(false);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("hub:saved", forget);
  form.addEventListener("hub:unsaved", () => (failed = true));
  window.addEventListener("pagehide", () => waits && store(!failed && !form.hasAttribute("data-busy")));
  takeUp(form, read(form.dataset.keep), () => (waits = true)).then((gone) => gone && forget());
}

/* Only left in haste, it is saved and the form stays empty: returns true. Else it comes back as the form that it was. */
async function takeUp(form, kept, back) {
  if (!kept || form.querySelector("[aria-invalid]")) return false;
  const focused = document.activeElement;
  form.inert = true; // nobody types where words may still come back
  const arrived = kept.left && (await sendOn(form, kept));
  form.inert = false;
  (form.contains(focused) ? focused : form.querySelector("[autofocus]"))?.focus();
  if (arrived) return true;
  named(form).forEach((field, at) => (field.value = kept.hidden[at]));
  if (restore(form, kept.typed)) say("restored");
  back();
  return false;
}

function keep(form) {
  const kept = read(keyOf(form));
  // A page that comes back with errors already carries the typed words.
  if (kept && !form.querySelector("[aria-invalid]") && restore(form, kept)) say("restored");
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
document.querySelectorAll("form[data-keep]").forEach((form) => {
  (form.matches("[data-keep-unsaved]") ? keepUnsaved : keep)(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-forget]")) return;
  forgetAll();
});
