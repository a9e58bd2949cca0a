// The work list with keys: j, k or the arrows go from charge to charge; a, e, d, s choose what is
// done, then Enter in the field for the reason does it. Every button works without this.
const charges = [...document.querySelectorAll("[data-charge]")];

function go(steps) {
  const at = charges.findIndex((one) => one.contains(document.activeElement));
  const next = at < 0 ? (steps > 0 ? 0 : charges.length - 1) : at + steps;
  const wanted = charges[Math.min(Math.max(next, 0), charges.length - 1)];
  wanted?.focus();
  wanted?.scrollIntoView({ block: "nearest" });
}

// The chosen button is the one that Enter presses; the reason is asked for first.
function choose(charge, key) {
  const button = charge.querySelector(`button[data-key="${key}"]`);
  if (!button) return;
  for (const other of charge.querySelectorAll("button[data-key]")) other.classList.toggle("quiet", other !== button);
  charge.dataset.chosen = key;
  charge.querySelector("input[name=because]").focus();
}

// After a decision the charge that has moved up into its place is the next one.
const place = "exceptions-place";
for (const [at, charge] of charges.entries()) {
  charge.querySelector("form")?.addEventListener("submit", () => sessionStorage.setItem(place, at));
}
const before = sessionStorage.getItem(place);
sessionStorage.removeItem(place);
if (before !== null) charges[Math.min(Number(before), charges.length - 1)]?.focus();

const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const charge = event.target.closest?.("[data-charge]");
  if (event.target.matches?.("input, textarea, select")) {
    const chosen = charge?.dataset.chosen;
    if (event.key === "Escape") charge?.focus();
    if (event.key !== "Enter" || !chosen || event.target.name !== "because") return;
    event.preventDefault();
    event.target.form.requestSubmit(charge.querySelector(`button[data-key="${chosen}"]`));
    return;
  }
  if (event.key in moves) {
    event.preventDefault();
    go(moves[event.key]);
  } else if (charge && charge.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)) {
    event.preventDefault();
    choose(charge, event.key);
  }
});
