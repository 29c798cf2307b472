/* Speaks a sentence to those who listen to the page. */
export function say(text) {
  const live = document.getElementById("live");
  if (!live || !text) return;
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

export function sentence(name) {
  return document.getElementById("live")?.dataset[name] ?? "";
}
