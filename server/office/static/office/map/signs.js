// The second signs: patterns and marks drawn on a canvas, so that no state is told by colour alone.

import { colour } from "./palette.js";

const RATIO = 2;

/** Draws on a square canvas of `size` CSS pixels and returns its pixels for `map.addImage`. */
function drawn(size, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * RATIO;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(RATIO, RATIO);
  draw(pen, size);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function hatch(pen, size) {
  pen.strokeStyle = "#6b7276";
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
}

function disc(pen, size, fill) {
  pen.fillStyle = fill;
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2 - 1, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function letter(pen, size, text, fill) {
  pen.fillStyle = fill;
  pen.font = `800 ${size * 0.72}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, size / 2, size / 2 + size * 0.04);
}

function ring(pen, size) {
  disc(pen, size, colour("--state-not-home"));
  pen.strokeStyle = "#1c2b29";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 4.5, 0, 2 * Math.PI);
  pen.stroke();
}

/** A pin for an incident; its mark says how far it is: ! new, half under way, tick done. */
function pin(pen, size, fill, mark) {
  pen.fillStyle = fill;
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(size / 2, size - 1);
  pen.bezierCurveTo(size * 0.1, size * 0.55, size * 0.08, 1.5, size / 2, 1.5);
  pen.bezierCurveTo(size * 0.92, 1.5, size * 0.9, size * 0.55, size / 2, size - 1);
  pen.fill();
  pen.stroke();
  pen.fillStyle = "#fff";
  pen.font = `800 ${size * 0.46}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(mark, size / 2, size * 0.4);
}

/** Every image that the style names. */
export function images() {
  return {
    "hatch": drawn(8, hatch),
    "mark-overdue": drawn(16, (pen, size) => {
      disc(pen, size, colour("--state-overdue"));
      letter(pen, size, "!", "#fff");
    }),
    "mark-due": drawn(10, (pen, size) => disc(pen, size, "#1c2b29")),
    "mark-not_home": drawn(16, ring),
    "mark-excluded": drawn(12, (pen, size) => letter(pen, size * 1, "×", "#52625f")),
    "pin-new": drawn(30, (pen, size) => pin(pen, size, "#b3261e", "!")),
    "pin-under_way": drawn(30, (pen, size) => pin(pen, size, "#8a4b00", "…")),
    "pin-done": drawn(30, (pen, size) => pin(pen, size, "#00694c", "✓")),
  };
}
