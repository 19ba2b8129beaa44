// A grid chosen in the table is marked on the map, and the other way round.

import { inAddress, keepInAddress } from "./address.js";
import { tableRows } from "./coverage.js";
import { bounds, room } from "./open.js";

/** Choose a grid, or none; `fly` moves the map to it. */
export function chooseGrid(map, id, { fly = false } = {}) {
  const rows = tableRows();
  for (const { id: rowId, row } of rows) row.setAttribute("aria-selected", String(rowId === id));
  const chosen = rows.find((row) => row.id === id);
  keepInAddress({ grid: chosen ? id : null });
  if (!map) return;
  map.setFilter("grid-chosen", ["==", ["get", "id"], chosen?.id ?? ""]);
  if (!chosen) return;
  if (fly && chosen.box) map.fitBounds(bounds(chosen.box), { padding: room(), maxZoom: 17, animate: false });
  if (!fly) chosen.row.scrollIntoView({ block: "nearest" });
}

/** Wire the rows; called again after each change of the table. */
export function wireRows(map) {
  for (const { id, row } of tableRows()) {
    row.querySelector("button.row-link").addEventListener("click", () => chooseGrid(map, id, { fly: true }));
  }
  chooseGrid(map, inAddress("grid"));
}

/** Show all rows of the table on the map. */
export function fitRows(map) {
  const boxes = tableRows().filter((row) => row.box).map((row) => bounds(row.box));
  if (!boxes.length) return;
  const west = Math.min(...boxes.map((box) => box[0][0]));
  const south = Math.min(...boxes.map((box) => box[0][1]));
  const east = Math.max(...boxes.map((box) => box[1][0]));
  const north = Math.max(...boxes.map((box) => box[1][1]));
  map.fitBounds([[west, south], [east, north]], { padding: room(), maxZoom: 17, animate: false });
}
