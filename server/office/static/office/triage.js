// Triage without the mouse: j and k move through the list, Enter opens.

const rows = [...document.querySelectorAll("table[data-triage] tbody tr")];
let at = -1;

function move(step) {
  if (!rows.length) return;
  rows[at]?.classList.remove("cursor");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("cursor");
  rows[at].querySelector("a").focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
});

// A changed filter shows at once; the button is for keyboards and pages without scripts.
document.getElementById("filters").addEventListener("change", (event) => event.currentTarget.requestSubmit());
