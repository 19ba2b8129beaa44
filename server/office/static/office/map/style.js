// The map's style: base map, coverage, grids, buildings, households, incidents, in this order from the ground up.
// It has no `glyphs`: text is drawn from the fonts of the computer, so nothing is loaded from elsewhere.

import { classColours, colour, stateColours } from "./palette.js";

const FONT = ["Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];
const CLOSED = ["closed", "rejected", "merged", "cancelled"];

const tiles = (layer, minzoom, maxzoom) => ({
  type: "vector",
  tiles: [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt`],
  minzoom,
  maxzoom,
  // Ids of ours are UUIDs, kept as a property: the tile format's own ids are numbers.
  promoteId: "id",
});

export const sources = () => ({
  basemap: tiles("basemap", 6, 16),
  grids: tiles("grids", 6, 16),
  buildings: tiles("buildings", 13, 17),
  households: tiles("households", 16, 17),
  incidents: tiles("incidents", 6, 17),
});

const kind = (name) => ["==", ["get", "kind"], name];
const by = (property, table, otherwise) => ["match", ["get", property], ...Object.entries(table).flat(), otherwise];
const width = (...stops) => ["interpolate", ["exponential", 1.5], ["zoom"], ...stops];

const basemap = () => [
  { id: "land-use", type: "fill", source: "basemap", "source-layer": "basemap", filter: ["all", kind("land_use"), ["==", ["geometry-type"], "Polygon"]], paint: { "fill-color": "#e9ebe3" } },
  { id: "green", type: "fill", source: "basemap", "source-layer": "basemap", filter: ["all", kind("green"), ["==", ["geometry-type"], "Polygon"]], paint: { "fill-color": "#d9e6d0" } },
  { id: "water", type: "fill", source: "basemap", "source-layer": "basemap", filter: ["all", kind("water"), ["==", ["geometry-type"], "Polygon"]], paint: { "fill-color": "#c5dcea" } },
  { id: "stream", type: "line", source: "basemap", "source-layer": "basemap", filter: ["all", kind("water"), ["==", ["geometry-type"], "LineString"]], paint: { "line-color": "#b3cfe2", "line-width": width(13, 1, 17, 5) } },
  { id: "road-edge", type: "line", source: "basemap", "source-layer": "basemap", filter: kind("road"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#d3d6cf", "line-width": width(12, ["max", 0.4, ["-", 2.6, ["*", 0.4, ["get", "rank"]]]], 18, ["max", 4, ["-", 28, ["*", 4, ["get", "rank"]]]]) } },
  { id: "road", type: "line", source: "basemap", "source-layer": "basemap", filter: kind("road"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": width(12, ["max", 0.2, ["-", 1.8, ["*", 0.3, ["get", "rank"]]]], 18, ["max", 2.5, ["-", 25, ["*", 4, ["get", "rank"]]]]) } },
  { id: "rail", type: "line", source: "basemap", "source-layer": "basemap", filter: kind("rail"), paint: { "line-color": "#b9bdb8", "line-width": 1.4, "line-dasharray": [4, 2] } },
];

const coverageColour = () => {
  const steps = classColours().flatMap((value, index) => [String(index), value]);
  return ["match", ["coalesce", ["feature-state", "class"], "none"], ...steps, "rgba(0,0,0,0)"];
};

const coverage = (level) => [
  { id: "coverage", type: "fill", source: "grids", "source-layer": "grids", filter: ["==", ["get", "level"], level], paint: { "fill-color": coverageColour(), "fill-opacity": ["interpolate", ["linear"], ["zoom"], 14, 0.85, 16, 0.55, 18, 0.3] } },
  { id: "coverage-unknown", type: "fill", source: "grids", "source-layer": "grids", filter: ["in", ["get", "id"], ["literal", []]], paint: { "fill-pattern": "hatch", "fill-opacity": 0.55 } },
];

const grids = () => [
  { id: "grid-edge-small", type: "line", source: "grids", "source-layer": "grid_edges", minzoom: 13, filter: ["==", ["get", "level"], "small"], paint: { "line-color": "#47605b", "line-width": width(13, 0.5, 17, 1.4), "line-dasharray": [3, 2] } },
  { id: "grid-edge-medium", type: "line", source: "grids", "source-layer": "grid_edges", filter: ["==", ["get", "level"], "medium"], paint: { "line-color": "#24423d", "line-width": width(12, 0.9, 17, 2.2) } },
  { id: "grid-edge-large", type: "line", source: "grids", "source-layer": "grid_edges", filter: ["==", ["get", "level"], "large"], paint: { "line-color": "#12322e", "line-width": width(11, 1.6, 17, 4) } },
];

const buildings = () => [
  { id: "building", type: "fill", source: "buildings", "source-layer": "buildings", minzoom: 13, paint: { "fill-color": by("state", stateColours(), colour("--state-excluded")), "fill-opacity": 0.95 } },
  { id: "building-hatch", type: "fill", source: "buildings", "source-layer": "buildings", minzoom: 13, filter: ["==", ["get", "state"], "never"], paint: { "fill-pattern": "hatch" } },
  { id: "building-edge", type: "line", source: "buildings", "source-layer": "buildings", minzoom: 14, paint: { "line-color": "#5e6a67", "line-width": width(14, 0.5, 17, 1) } },
  { id: "building-mark", type: "symbol", source: "buildings", "source-layer": "buildings", minzoom: 15.5, filter: ["in", ["get", "state"], ["literal", ["overdue", "due", "not_home", "excluded"]]], layout: { "icon-image": ["concat", "mark-", ["get", "state"]], "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-offset": [0, -11] } },
  { id: "building-name", type: "symbol", source: "buildings", "source-layer": "buildings", minzoom: 16, layout: { "text-field": ["case", ["!=", ["get", "name"], ""], ["get", "name"], ["get", "number"]], "text-font": FONT, "text-size": 12, "text-offset": [0, 0.5], "text-max-width": 6 }, paint: { "text-color": "#1c2b29", "text-halo-color": "#fff", "text-halo-width": 1.6 } },
];

const households = () => [
  { id: "household", type: "circle", source: "households", "source-layer": "households", minzoom: 16, paint: { "circle-radius": width(16, 3, 19, 7), "circle-color": by("state", stateColours(), colour("--state-excluded")), "circle-stroke-color": ["case", ["get", "has_care"], colour("--care"), "#1c2b29"], "circle-stroke-width": ["case", ["get", "has_care"], 3, 1] } },
];

const progress = ["match", ["get", "state"], ["reported", "returned", "reopened"], "new", ["resolved", "verified"], "done", "under_way"];

const incidents = () => [
  { id: "incident", type: "symbol", source: "incidents", "source-layer": "incidents", filter: ["!", ["in", ["get", "state"], ["literal", CLOSED]]], layout: { "icon-image": ["concat", "pin-", progress], "icon-anchor": "bottom", "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.6, 16, 1] } },
];

const roadNames = () => [
  { id: "road-name", type: "symbol", source: "basemap", "source-layer": "basemap", minzoom: 15, filter: ["all", kind("road"), ["!=", ["coalesce", ["get", "name"], ""], ""]], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 11 }, paint: { "text-color": "#5d665f", "text-halo-color": "#fff", "text-halo-width": 1.4 } },
];

// Above the pins: what lies higher is placed first, and a share must not give way to an incident.
const gridNames = (level) => [
  { id: "grid-name", type: "symbol", source: "grids", "source-layer": "grid_labels", filter: ["==", ["get", "level"], level], layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 14, "text-max-width": 9, "text-padding": 4 }, paint: { "text-color": "#12211f", "text-halo-color": "#fff", "text-halo-width": 2 } },
];

const chosen = () => [
  { id: "grid-chosen", type: "line", source: "grids", "source-layer": "grids", filter: ["==", ["get", "id"], ""], paint: { "line-color": "#d55e00", "line-width": 4 } },
  { id: "building-chosen", type: "line", source: "buildings", "source-layer": "buildings", filter: ["==", ["get", "id"], ""], paint: { "line-color": "#12211f", "line-width": 4 } },
];

/** Which style layers stand behind each checkbox of the legend. */
export const GROUPS = {
  basemap: ["land-use", "green", "water", "stream", "road-edge", "road", "rail", "road-name"],
  coverage: ["coverage", "coverage-unknown"],
  grids: ["grid-edge-small", "grid-edge-medium", "grid-edge-large", "grid-name"],
  buildings: ["building", "building-hatch", "building-edge", "building-mark", "building-name", "building-chosen"],
  households: ["household"],
  incidents: ["incident"],
};

/** @param {string} level the grid level whose coverage is shown */
export function mapStyle(level) {
  return {
    version: 8,
    sources: sources(),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#f3f4ee" } },
      ...basemap(), ...coverage(level), ...grids(), ...buildings(), ...households(), ...chosen(), ...roadNames(), ...incidents(), ...gridNames(level),
    ],
  };
}
