// Draws an area corner by corner into a hidden field, as GeoJSON.

import { openMap } from "./open.js";
import { mapStyle, GROUPS } from "./style.js";

const HIDDEN = [...GROUPS.coverage, ...GROUPS.households, ...GROUPS.incidents];
const EMPTY = { type: "FeatureCollection", features: [] };

/** Corners as a closed polygon; null while there are too few. */
function polygon(corners) {
  return corners.length < 3 ? null : { type: "Polygon", coordinates: [[...corners, corners[0]]] };
}

function features(corners) {
  const points = corners.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }));
  const area = polygon(corners);
  const line = corners.length === 2 ? { type: "LineString", coordinates: corners } : null;
  const shapes = [area, line].filter(Boolean).map((geometry) => ({ type: "Feature", properties: {}, geometry }));
  return { type: "FeatureCollection", features: [...shapes, ...points] };
}

function cornersOf(text) {
  try {
    return JSON.parse(text).coordinates[0].slice(0, -1);
  } catch {
    return [];
  }
}

async function draw(element) {
  const field = document.getElementById("area");
  const told = document.getElementById("drawn");
  const style = mapStyle("small");
  style.layers = style.layers.filter((layer) => !HIDDEN.includes(layer.id));
  style.sources.drawn = { type: "geojson", data: EMPTY };
  style.layers.push(
    { id: "drawn-area", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#d55e00", "fill-opacity": 0.25 } },
    { id: "drawn-line", type: "line", source: "drawn", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#a63f00", "line-width": 3 } },
    { id: "drawn-corners", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#ffffff", "circle-stroke-color": "#a63f00", "circle-stroke-width": 2 } },
  );
  const opened = await openMap(element, { style, center: [Number(element.dataset.lon), Number(element.dataset.lat)], zoom: 14 });
  if (!opened) {
    element.hidden = true;
    return;
  }
  let corners = cornersOf(field.value);
  const { map } = opened;
  function show() {
    const area = polygon(corners);
    field.value = area ? JSON.stringify(area) : "";
    told.textContent = corners.length ? `${told.dataset.one} ${corners.length}` : "";
    map.getSource("drawn").setData(features(corners));
  }
  map.on("click", (event) => {
    corners = [...corners, [Number(event.lngLat.lng.toFixed(6)), Number(event.lngLat.lat.toFixed(6))]];
    show();
  });
  document.getElementById("draw-back").addEventListener("click", () => { corners = corners.slice(0, -1); show(); });
  document.getElementById("draw-clear").addEventListener("click", () => { corners = []; show(); });
  map.once("idle", () => { show(); element.dataset.ready = "true"; });
}

draw(document.getElementById("draw"));
