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

function stateNow() {
  return document.getElementById("state").dataset.state;
}

async function show(element) {
  const place = [Number(element.dataset.lon), Number(element.dataset.lat)];
  const style = mapStyle("small");
  style.layers = style.layers.filter((layer) => !HIDDEN.includes(layer.id));
  style.sources.place = { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } } };
  style.layers.push({ id: "place", type: "symbol", source: "place", layout: { "icon-image": pinOf(stateNow()), "icon-anchor": "bottom", "icon-allow-overlap": true } });
  const opened = await openMap(element, { style, center: place, zoom: 16.5 });
  if (!opened) {
    element.hidden = true;
    return;
  }
  opened.map.once("idle", () => { element.dataset.ready = "true"; });
  document.body.addEventListener("htmx:after:settle", () => opened.map.setLayoutProperty("place", "icon-image", pinOf(stateNow())));
}

show(document.getElementById("place"));
