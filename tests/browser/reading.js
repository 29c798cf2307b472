// What axe finds wrong on this page. Reading colours takes longer than all the rest, so of a page that was read before,
// at another width, those are read again only where something looks otherwise now.
async (rules) => {
  const large = (how) => parseFloat(how.fontSize) >= (how.fontWeight >= 700 ? 18.66 : 24);
  const look = (one) => {
    const how = getComputedStyle(one);
    return [one.checkVisibility(), how.color, how.backgroundColor, how.backgroundImage, how.opacity, large(how)].join();
  };
  const told = (found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`);
  const before = window.lookedLike;
  const all = [...document.body.querySelectorAll("*")];
  window.lookedLike = new Map(all.map((one) => [one, look(one)]));
  if (!before) return told(await axe.run(rules));
  const changed = new Set(all.filter((one) => one.checkVisibility() && before.get(one) !== window.lookedLike.get(one)));
  const within = (one) => one && (changed.has(one) || within(one.parentElement));
  const include = [...changed].filter((one) => !within(one.parentElement));
  const rest = await axe.run({ ...rules, rules: { "color-contrast": { enabled: false } } });
  if (!include.length) return told(rest);
  const colours = await axe.run({ include }, { ...rules, runOnly: { type: "rule", values: ["color-contrast"] } });
  return [...told(rest), ...told(colours)];
};
