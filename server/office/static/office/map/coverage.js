// Paints the table's coverage on the map. The rows of the table are the only source, so the two cannot disagree.

// Names of small grids crowd a wide view: there the share stands alone.
const NAMES_FROM = { large: 0, medium: 13.5, small: 15.5 };

/** Rows of the table: id, class ("0" to "4" or "unknown") and the share as it is written there. */
export function tableRows() {
  return [...document.querySelectorAll("#coverage-table tr[data-grid]")].map((row) => ({
    id: row.dataset.grid,
    class: row.dataset.class,
    label: row.dataset.label,
    name: row.querySelector("th").textContent.trim(),
    box: row.dataset.box,
    row,
  }));
}

/** The level that the table shows. */
export function tableLevel() {
  return document.getElementById("coverage-table")?.dataset.level ?? "small";
}

/** Put the table's figures on the map, which then says in `data-shows` which table it shows. */
export function paintCoverage(map) {
  map.getContainer().dataset.shows = document.getElementById("coverage-table")?.dataset.key ?? "";
  delete map.getContainer().dataset.ready;
  const rows = tableRows();
  const level = tableLevel();
  map.removeFeatureState({ source: "grids", sourceLayer: "grids" });
  for (const { id, class: step } of rows) {
    map.setFeatureState({ source: "grids", sourceLayer: "grids", id }, { class: step });
  }
  const unknown = rows.filter((row) => row.class === "unknown").map((row) => row.id);
  map.setFilter("coverage", ["==", ["get", "level"], level]);
  map.setFilter("coverage-unknown", ["in", ["get", "id"], ["literal", unknown]]);
  map.setFilter("grid-name", ["==", ["get", "level"], level]);
  // Feature state cannot reach text, so the shares travel in the expression itself.
  const shares = Object.fromEntries(rows.map((row) => [row.id, row.label]));
  const share = ["coalesce", ["get", ["get", "id"], ["literal", shares]], ""];
  const both = ["concat", ["get", "name"], "\n", share];
  map.setLayoutProperty("grid-name", "text-field", ["step", ["zoom"], share, NAMES_FROM[level], both]);
}
