// What the page shows is kept in its address, so that it can be sent to a colleague.

/** @param {Record<string, string | null>} changes a null takes the key away */
export function keepInAddress(changes) {
  const url = new URL(location.href);
  for (const [key, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  }
  history.replaceState(history.state, "", url);
}

/** @param {string} key */
export function inAddress(key) {
  return new URL(location.href).searchParams.get(key);
}
