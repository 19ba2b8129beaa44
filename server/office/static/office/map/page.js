// The map page: opens the map, joins it with the table and keeps both in step.

import { inAddress } from "./address.js";
import { paintCoverage, tableLevel } from "./coverage.js";
import { rememberLayers, switchLayers } from "./layers.js";
import { bounds, openMap, room } from "./open.js";
import { wirePaper } from "./paper.js";
import { closeCard, pick } from "./picking.js";
import { fitRows, wireRows } from "./selection.js";
import { mapStyle } from "./style.js";

const element = document.getElementById("map");
// On a narrow window the open legend would hide the map that it explains.
if (window.innerWidth < 1200) document.getElementById("legend").open = false;

const busy = document.getElementById("map-busy");

function start() {
  const here = element.dataset.box ? { bounds: bounds(element.dataset.box), fitBoundsOptions: { padding: room(), maxZoom: 17 } } : { center: [105, 35], zoom: 4 };
  return openMap(element, { style: mapStyle(tableLevel()), hash: "at", ...here });
}

/** Ready means drawn: styled, tiles loaded, and one more frame. Tests and the print sheet wait for it. */
function markReady(map) {
  element.dataset.ready = "true";
  busy.hidden = true;
  map.on("dataloading", () => delete element.dataset.ready);
  map.on("movestart", () => delete element.dataset.ready);
  map.on("idle", () => { element.dataset.ready = "true"; });
}

function afterTable(map) {
  paintCoverage(map);
  wireRows(map);
}

const opened = await start();
const map = opened?.map ?? null;
if (map) {
  map.once("load", () => {
    switchLayers(map);
    afterTable(map);
    pick(map);
    wirePaper(map);
    if (inAddress("building")) map.setFilter("building-chosen", ["==", ["get", "id"], inAddress("building")]);
  });
  map.once("idle", () => markReady(map));
  map.on("error", (event) => console.error(event.error?.message ?? "map error"));
} else {
  busy.hidden = true;
  document.getElementById("map-message").hidden = false;
  document.getElementById("legend").hidden = true;
  wireRows(null);
}

// Settling is told to the target, which stays; swapping is told to the link, which by then is no longer in the page.
document.body.addEventListener("htmx:after:settle", () => {
  closeOnRequest();
  if (document.getElementById("coverage-table")?.dataset.wired) return;
  document.getElementById("coverage-table").dataset.wired = "true";
  if (map) {
    afterTable(map);
    fitRows(map);
    rememberLayers();
  } else wireRows(null);
});

function closeOnRequest() {
  document.querySelector("#card [data-close]")?.addEventListener("click", () => closeCard(map));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector("#card .sheet")) closeCard(map);
});
document.getElementById("coverage-table")?.setAttribute("data-wired", "true");
document.getElementById("print").addEventListener("click", () => window.print());
closeOnRequest();
