// What axe finds wrong on this page. Reading colours takes longer than all the rest. So of words that look alike, on a
// ground that looks alike, the first, the middle and the last are read; what lies over the page is a ground of its own.
// And of a page that was read before, at another width, only words that look otherwise now.
async (rules) => {
  const style = new Map();
  const how = (one) => style.get(one) ?? style.set(one, getComputedStyle(one)).get(one);
  const large = (one) => parseFloat(how(one).fontSize) >= (how(one).fontWeight >= 700 ? 18.66 : 24);
  const ground = new Map();
  const under = (one) => {
    if (!one) return "";
    if (!ground.has(one)) {
      const { position, backgroundColor, backgroundImage, opacity, filter, transform } = how(one);
      const own = [backgroundColor, backgroundImage, opacity, filter, transform].join();
      const over = ["absolute", "fixed", "sticky"].includes(position) ? `over ${ground.size}` : "";
      const above = under(one.parentElement);
      ground.set(one, own === "rgba(0, 0, 0, 0),none,1,none,none" && !over ? above : `${above};${own}${over}`);
    }
    return ground.get(one);
  };
  const look = (one) => [one.checkVisibility(), how(one).color, how(one).textShadow, large(one), under(one)].join();
  const off = (one) => {
    const field = one.closest("label")?.control ?? one.closest("button, input, select, textarea, fieldset, [aria-disabled]");
    return Boolean(field?.matches(":disabled, [aria-disabled=true]"));
  };
  const tiny = (one) => one.getBoundingClientRect().width <= 1 || one.getBoundingClientRect().height <= 1;
  const says = (one) =>
    one.matches("input, select, textarea") || [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
  const alike = (some) => {
    const kinds = new Map();
    for (const one of some) {
      const kind = [look(one), off(one), tiny(one), one.localName].join();
      kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
    }
    return [...kinds.values()].flatMap((all) => [...new Set([all[0], all[all.length >> 1], all[all.length - 1]])]);
  };
  const told = (found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`);
  const before = window.lookedLike;
  const all = [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility() && says(one));
  window.lookedLike = new Map(all.map((one) => [one, look(one)]));
  const changed = all.filter((one) => !before || before.get(one) !== window.lookedLike.get(one));
  const rest = await axe.run({ ...rules, rules: { "color-contrast": { enabled: false } } });
  const include = alike(changed);
  if (!include.length) return told(rest);
  const colours = await axe.run({ include }, { ...rules, runOnly: { type: "rule", values: ["color-contrast"] } });
  return [...told(rest), ...told(colours)];
};
