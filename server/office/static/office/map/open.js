// Opens a MapLibre map on an element, or says that this browser cannot draw one.

import { images } from "./signs.js";

function hasWebGL2() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/**
 * @param {HTMLElement} element carries the address of the library in `data-maplibre`
 * @param {object} options of MapLibre's Map
 * @returns the map and its library, or null without WebGL 2
 */
export async function openMap(element, options) {
  if (!hasWebGL2()) return null;
  const library = await import(element.dataset.maplibre);
  const map = new library.Map({
    container: element,
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    // Without it the browser prints an empty rectangle.
    canvasContextAttributes: { preserveDrawingBuffer: true },
    locale: controlNames(element),
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.on("style.load", () => {
    for (const [name, image] of Object.entries(images())) map.addImage(name, image, { pixelRatio: 2 });
  });
  map.addControl(new library.AttributionControl({ compact: false, customAttribution: "© OpenStreetMap contributors (ODbL)" }));
  map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-right");
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  element.map = map;
  return { map, library };
}

function controlNames(element) {
  return {
    "NavigationControl.ZoomIn": element.dataset.zoomIn ?? "Zoom in",
    "NavigationControl.ZoomOut": element.dataset.zoomOut ?? "Zoom out",
    "Map.Title": element.dataset.title ?? "Map",
  };
}

/** "w,s,e,n" as MapLibre's bounds. */
export function bounds(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [[west, south], [east, north]];
}

/** Room around what is shown, so that it does not lie under the legend. */
export function room() {
  const legend = document.getElementById("legend");
  const map = document.getElementById("map");
  const covered = legend?.open && map.clientWidth > 2.5 * legend.offsetWidth ? legend.offsetWidth : 0;
  return { top: 30, bottom: 40, right: 50, left: 30 + covered };
}
