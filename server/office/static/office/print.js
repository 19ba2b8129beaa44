// A page with a sheet on it: the button sends it to the printer. A changed day shows at once.

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
document.getElementById("filters")?.addEventListener("change", (event) => {
  if (event.target.value) event.currentTarget.requestSubmit();
});
