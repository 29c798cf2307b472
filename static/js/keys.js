/* j and k walk through the links of every list or table with data-keys; Enter opens. */
const links = () => [...document.querySelectorAll("[data-keys] :is(a.stretched, a.key)")].filter((link) => link.offsetParent !== null);

document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const all = links();
  if (!all.length) return;
  const row = document.activeElement?.closest("[data-keys] :is(tr, li, article)");
  const at = row ? all.findIndex((link) => row.contains(link)) : -1;
  const next = event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
  event.preventDefault();
  all[next].focus();
});
