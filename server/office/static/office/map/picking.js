// What a click on the map means: an incident before a household, a household before a building, a building before a grid.

import { keepInAddress } from "./address.js";
import { chooseGrid } from "./selection.js";

const EMPTY_ID = "00000000-0000-0000-0000-000000000000";
const ORDER = ["incident", "household", "building", "coverage", "coverage-unknown"];

function visible(map) {
  return ORDER.filter((id) => map.getLayer(id) && map.getLayoutProperty(id, "visibility") !== "none");
}

function hit(map, point) {
  const found = map.queryRenderedFeatures(point, { layers: visible(map) });
  return ORDER.map((id) => found.find((feature) => feature.layer.id === id)).find(Boolean);
}

/** Show a building's card over the table. */
export async function openBuilding(map, id) {
  keepInAddress({ building: id });
  map.setFilter("building-chosen", ["==", ["get", "id"], id]);
  const url = map.getContainer().dataset.cardUrl.replace(EMPTY_ID, id);
  await htmx.ajax("GET", url, { target: "#card", swap: "innerHTML" });
  document.querySelector("#card h2")?.focus();
}

/** Close the card and give the table back. */
export function closeCard(map) {
  document.getElementById("card").replaceChildren();
  keepInAddress({ building: null });
  map?.setFilter("building-chosen", ["==", ["get", "id"], ""]);
}

/** Wire clicks and the pointer. */
export function pick(map) {
  const urls = map.getContainer().dataset;
  map.on("click", (event) => {
    const feature = hit(map, event.point);
    if (!feature) return;
    const id = String(feature.properties.id);
    const act = {
      "incident": () => location.assign(urls.incidentUrl.replace(EMPTY_ID, id)),
      "household": () => location.assign(urls.householdUrl.replace(EMPTY_ID, id)),
      "building": () => openBuilding(map, id),
    }[feature.layer.id];
    if (act) act();
    else chooseGrid(map, id);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = hit(map, event.point) ? "pointer" : "";
  });
}
