/* Saves a form with data-save="address" while somebody types, quietly: some seconds after the last key, and as the page
   is left. The answer brings the words for [data-saved] and what the form has seen; without that it stops, and the
   button saves as it does without a script. Around such a form [data-saves-itself] is shown, and [data-saves-not] is
   not: nobody reads "without saving" beside a form that saves. */
const PAUSE = 2500;
const LONGEST = 10000;

// Files wait for the button.
const wordsIn = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

function saves(form) {
  const words = form.querySelector("[data-saved]");
  const seen = form.elements.namedItem("seen");
  let timer;
  let busy = false;
  let changed = false;
  let stopped = false;
  let pressed;

  const tell = (what) => form.dispatchEvent(new CustomEvent(what));

  async function save() {
    clearTimeout(timer);
    if (busy || stopped || !changed || form.hasAttribute("data-busy")) return;
    busy = true;
    changed = false;
    try {
      // What leaves with the page goes on without it.
      const how = { method: "POST", keepalive: document.hidden, signal: AbortSignal.timeout(LONGEST) };
      const answer = await fetch(form.dataset.save, { ...how, body: wordsIn(form) });
      // A page that stood open too long is refused with a page of words; the button brings those back.
      const here = answer.headers.get("content-type")?.includes("json");
      const { said, seen: now } = here ? await answer.json() : { said: words.dataset.saved };
      if (!here || !answer.ok) tell("hub:unsaved");
      else if (!changed) tell("hub:saved");
      words.textContent = said;
      if (now) seen.value = now;
      else stopped = true;
    } catch {
      // No network: the next key tries again, and the browser keeps the words.
      words.textContent = words.dataset.saved;
      tell("hub:unsaved");
    }
    busy = false;
    if (pressed !== undefined) form.requestSubmit(pressed);
    else if (changed && !stopped) timer = setTimeout(save, PAUSE);
  }

  const soon = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      // Sent now, it would not have seen what is being saved, and be taken for another device's.
      event.preventDefault();
      pressed = event.submitter;
    } else stopped = true;
  });
  window.addEventListener("pageshow", () => {
    stopped = false;
    pressed = undefined;
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  for (const one of document.querySelectorAll("[data-saves-itself]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-saves-not]")) one.hidden = true;
}

document.querySelectorAll("form[data-save]").forEach(saves);
