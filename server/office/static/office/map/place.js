// The small map on an incident's page: one pin on the ground that the map page shows.

import { openMap } from "./open.js";
import { mapStyle, GROUPS } from "./style.js";

const HIDDEN = [...GROUPS.coverage, ...GROUPS.households, ...GROUPS.incidents];
const DONE = ["resolved", "verified", "closed"];
const NEW = ["reported", "returned", "reopened"];

function pinOf(state) {
  if (DONE.includes(state)) return "pin-done";
  return NEW.includes(state) ? "pin-new" : "pin-under_way";
}

async function show(element) {
  const place = [Number(element.dataset.lon), Number(element.dataset.lat)];
  const style = mapStyle("small");
  style.layers = style.layers.filter((layer) => !HIDDEN.includes(layer.id));
  style.sources.place = { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } } };
  style.layers.push({ id: "place", type: "symbol", source: "place", layout: { "icon-image": pinOf(element.dataset.state), "icon-anchor": "bottom", "icon-allow-overlap": true } });
  const opened = await openMap(element, { style, center: place, zoom: 16.5 });
  if (!opened) element.hidden = true;
  opened?.map.once("idle", () => { element.dataset.ready = "true"; });
}

const element = () => document.getElementById("place");
document.body.addEventListener("htmx:after:swap", () => {
  if (element() && !element().map) show(element());
});
if (element()) show(element());
