// The map on paper: a picture of what is on the screen, with its scale and sources drawn in.

const INK = "#1c2b29";

function note(pen, text, x, y, align) {
  pen.textAlign = align;
  const width = pen.measureText(text).width;
  pen.fillStyle = "rgba(255, 255, 255, 0.85)";
  pen.fillRect(align === "right" ? x - width - 6 : x - 6, y - 15, width + 12, 21);
  pen.fillStyle = INK;
  pen.fillText(text, x, y);
}

/** The canvas of the map with the control texts that lie over it. */
function picture(map) {
  const drawn = map.getCanvas();
  const ratio = drawn.width / drawn.clientWidth;
  const paper = document.createElement("canvas");
  paper.width = drawn.width;
  paper.height = drawn.height;
  const pen = paper.getContext("2d");
  pen.drawImage(drawn, 0, 0);
  pen.scale(ratio, ratio);
  pen.font = "13px system-ui, sans-serif";
  const right = drawn.clientWidth - 12;
  const bottom = drawn.clientHeight - 12;
  note(pen, map.getContainer().querySelector(".maplibregl-ctrl-attrib").textContent.trim(), right, bottom, "right");
  const scale = map.getContainer().querySelector(".maplibregl-ctrl-scale");
  note(pen, `${scale.textContent} · N ↑`, right, bottom - 34, "right");
  pen.fillRect(right - scale.offsetWidth, bottom - 27, scale.offsetWidth, 3);
  return paper.toDataURL("image/png");
}

/** Put the picture in the map's place whenever the page goes to a printer. */
export function wirePaper(map) {
  const image = document.getElementById("map-on-paper");
  window.addEventListener("beforeprint", () => {
    image.src = picture(map);
    // Without its legend a printed map says nothing.
    document.getElementById("legend").open = true;
  });
}
