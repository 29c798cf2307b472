/* Who is there, noted in one click each ([data-marks]): the list stays open, the focus goes on to the next line, and
   live.js shows what was noted. Without this the page comes back at the next line. */
const own = (changes) => document.dispatchEvent(new CustomEvent("hub:own", { detail: changes }));
const say = (text) => document.dispatchEvent(new CustomEvent("hub:say", { detail: { text } }));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const list = form.closest("[data-marks]");
  if (!list || event.defaultPrevented) return;
  event.preventDefault();
  const { failed } = list.dataset;
  const line = form.closest("li");
  const body = new URLSearchParams(new FormData(form));
  body.set("from", "script");
  if (body.get("state")) line.nextElementSibling?.querySelector("button")?.focus();
  own(1);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.ok || answer.type === "opaqueredirect") return;
    form.submit(); // the page says why not
  } catch {
    say(failed);
  }
  own(-1);
}, true);
