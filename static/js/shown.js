/* Shows data-shown-when="name=value" only while that choice is made in its form, or while no choice is made yet. What
   holds something typed or a mistake stays in sight, and without a script everything is. */
const chosen = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)];

function isWanted(form, name, value) {
  const made = chosen(form, name);
  if (made.length) return made.some((field) => field.value === value);
  return form.querySelector(`[name="${CSS.escape(name)}"]`)?.type === "radio";
}

const holdsWords = (part) =>
  part.querySelector(".has-error") ||
  [...part.querySelectorAll("input, textarea")].some((field) => field.value.trim() !== "");

function follow(form) {
  const parts = [...form.querySelectorAll("[data-shown-when]")];
  if (!parts.length) return;
  const look = () =>
    parts.forEach((part) => {
      const [name, value] = part.dataset.shownWhen.split("=");
      part.hidden = !isWanted(form, name, value) && !holdsWords(part);
    });
  form.addEventListener("change", look);
  // Back puts words into the fields after this.
  window.addEventListener("pageshow", look);
  look();
}

document.querySelectorAll("form").forEach(follow);
