// Colours of the map, read from the page's own style sheet: legend, table and map cannot drift apart.

const names = {
  contacted: "--state-contacted",
  due: "--state-due",
  overdue: "--state-overdue",
  not_home: "--state-not-home",
  never: "--state-never",
  excluded: "--state-excluded",
};

/** @param {string} name a custom property, as in `--accent` */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Colour of a door or building by its state. */
export function stateColours() {
  return Object.fromEntries(Object.entries(names).map(([state, property]) => [state, colour(property)]));
}

/** The five coverage classes, lowest first. */
export function classColours() {
  return [0, 1, 2, 3, 4].map((index) => colour(`--class-${index}`));
}
