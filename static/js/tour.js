/* The guide at the foot of the demonstration's pages: it marks what its lines name, and keeps the lines of this page. */
const words = (text) => text.replace(/\s+/g, " ").trim();
const pressed = "main a, main button, main summary";
const fields = ".guide [data-field]";

/* What a button or link says to who sees it. */
function seen(one) {
  const shown = one.cloneNode(true);
  shown.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
  return words(shown.textContent);
}

/* What a line means: a button of this name, in the row of somebody when it says whose; a field by its label; or the
   first of a kind. */
function meant(line) {
  const { find, press, beside, field } = line.dataset;
  if (find) return [...document.querySelectorAll(find)].slice(0, 1);
  if (field) {
    return [...document.querySelectorAll("main label")]
      .filter((one) => words(one.textContent).startsWith(field) && one.control)
      .map((one) => one.control);
  }
  return [...document.querySelectorAll(pressed)].filter(
    (one) =>
      !one.matches("details[open] > summary") && // that was pressed
      seen(one) === press &&
      (!beside || one.closest("li, tr, article")?.textContent.includes(beside)),
  );
}

/* Of two lines with one button the first counts, until what stands between them is on the page. */
function said_twice(lines, at, found) {
  const same = (one) => one.dataset.press && one.dataset.press === lines[at].dataset.press;
  const before = lines.slice(0, at).findLastIndex(same);
  const after = lines.findIndex((one, there) => there > at && same(one));
  const between = (from, to) => found.slice(from + 1, to).some((here, n) => here.length && lines[from + 1 + n].matches(fields));
  return (before >= 0 && !between(before, at)) || (after >= 0 && between(at, after));
}

function mark() {
  const lines = [...document.querySelectorAll(".guide :is([data-press], [data-field], [data-find])")];
  const found = lines.map((line) => meant(line));
  const any = found.some((here) => here.length);
  document.querySelectorAll(".tour-target").forEach((one) => one.classList.remove("tour-target"));
  lines.forEach((line, at) => {
    line.hidden = (any && !found[at].length) || said_twice(lines, at, found);
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
