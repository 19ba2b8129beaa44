// The legend's checkboxes switch layers; what is off is kept in the address.

import { inAddress, keepInAddress } from "./address.js";
import { GROUPS } from "./style.js";

const boxes = () => [...document.querySelectorAll("#legend input[data-layer]")];

function apply(map) {
  for (const box of boxes()) {
    for (const id of GROUPS[box.dataset.layer]) map.setLayoutProperty(id, "visibility", box.checked ? "visible" : "none");
  }
}

export function rememberLayers() {
  keepInAddress({ layers: boxes().filter((box) => box.checked).map((box) => box.dataset.layer).join(".") });
}

/** Wire the legend to the map. */
export function switchLayers(map) {
  const asked = inAddress("layers")?.split(".");
  for (const box of boxes()) {
    if (asked) box.checked = asked.includes(box.dataset.layer);
    box.addEventListener("change", () => {
      apply(map);
      rememberLayers();
    });
  }
  apply(map);
}
