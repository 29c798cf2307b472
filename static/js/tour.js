/* The guide at the foot of the demonstration's pages: it marks what its lines name, and keeps the lines of this page. */
const words = (text) => text.replace(/\s+/g, " ").trim();
const pressed = "main a, main button, main summary";

/* What a line means: the button of this name, in the row of somebody when it says whose, or a field by its label. */
function meant(line) {
  if (line.dataset.press) {
    return [...document.querySelectorAll(pressed)].filter(
      (one) =>
        words(one.textContent) === line.dataset.press &&
        (!line.dataset.beside || one.closest("li, tr, article")?.textContent.includes(line.dataset.beside)),
    );
  }
  return [...document.querySelectorAll("main label")]
    .filter((one) => words(one.textContent).startsWith(line.dataset.field) && one.control)
    .map((one) => one.control);
}

function mark() {
  const lines = [...document.querySelectorAll(".guide [data-press], .guide [data-field]")];
  const found = lines.map((line) => meant(line));
  const any = found.some((here) => here.length);
  document.querySelectorAll(".tour-target").forEach((one) => one.classList.remove("tour-target"));
  lines.forEach((line, at) => {
    line.hidden = any && !found[at].length;
    found[at].forEach((one) => {
      one.classList.add("tour-target");
      // Behind a menu that is shut, the menu is pressed first.
      one.closest("details:not([open])")?.querySelector("summary").classList.add("tour-target");
    });
  });
}

mark();
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("toggle", mark, true);
