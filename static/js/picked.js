/* Boxes before lines (data-pick) in a form with data-picked: all at once, from one to another with Shift, and how many.
   Without this they are boxes and buttons. */
const boxes = (form) => [...form.querySelectorAll("input[data-pick]")];

function show(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const count = form.querySelector("[data-picked-count]");
  const every = form.querySelector("[data-pick-all] input");
  count.textContent = (chosen === 1 ? count.dataset.one : count.dataset.more).replace("#", chosen);
  count.hidden = !chosen;
  form.querySelector("[data-picked-none]").hidden = chosen > 0;
  every.checked = chosen > 0 && chosen === all.length;
  every.indeterminate = chosen > 0 && chosen < all.length;
}

function follow(form) {
  let last = null;
  const every = form.querySelector("[data-pick-all]");
  every.hidden = false;
  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches("input[data-pick]")) return;
    const all = boxes(form);
    if (event.shiftKey && last && last !== box) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    }
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (every.contains(event.target)) boxes(form).forEach((box) => (box.checked = event.target.checked));
    show(form);
  });
  // Back puts the ticks where they were.
  window.addEventListener("pageshow", () => show(form));
  show(form);
}

document.querySelectorAll("form[data-picked]").forEach(follow);
