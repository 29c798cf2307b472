/* Shows data-shown-when="name=one|other" only while one of these is chosen in its form; an empty one among them
   ("name=one|") stands for nothing chosen yet. What holds something typed (not the data-usual of a field) or a mistake
   stays in sight, and without a script everything is. */
const chosen = (form, name) => {
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const made = fields.filter((field) => field.checked || field.tagName === "SELECT").map((field) => field.value);
  return made.length ? made : [""];
};

const holdsWords = (part) =>
  part.querySelector(".has-error, input:checked") ||
  [...part.querySelectorAll("input:not([type=radio], [type=checkbox]), select:not([data-me]), textarea")].some(
    (field) => field.value.trim() !== (field.dataset.usual ?? ""),
  );

function follow(form) {
  const parts = [...form.querySelectorAll("[data-shown-when]")];
  if (!parts.length) return;
  const look = () =>
    parts.forEach((part) => {
      const [name, values] = part.dataset.shownWhen.split("=");
      const wanted = values.split("|");
      part.hidden = !chosen(form, name).some((value) => wanted.includes(value)) && !holdsWords(part);
    });
  form.addEventListener("change", look);
  // Back puts words into the fields after this.
  window.addEventListener("pageshow", look);
  look();
}

document.querySelectorAll("form").forEach(follow);
// What came in live (live.js) follows as well.
document.addEventListener("hub:put", (event) => event.detail.querySelectorAll("form").forEach(follow));
