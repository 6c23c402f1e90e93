// What a folded panel of a form holds stands in its heading, so that nobody has to open it to see.
const MOST_LETTERS = 160;
const VALUES = `input:not([type=hidden], [type=file]), select, textarea,
  .public-DraftStyleDefault-block, [data-chooser-title]`;
const DELETED = "[aria-hidden=true], .deleted, [hidden]:not([hidden=until-found])";

// What an editor has given in a field, in words; nothing where it says no more than its label.
function given(field) {
  if (field.matches("[type=checkbox], [type=radio]")) {
    return field.checked ? (field.labels[0]?.textContent ?? "") : "";
  }
  if (field.matches("select")) return field.value && field.selectedOptions[0].textContent;
  return field.value ?? field.textContent;
}

function holds(panel) {
  const words = [];
  for (const field of panel.querySelectorAll(VALUES)) {
    const said = given(field).replace(/\s+/g, " ").trim();
    if (said && !field.closest(DELETED)) words.push(said);
    if (words.join().length > MOST_LETTERS) break;
  }
  return [...new Set(words)].join(" · ").slice(0, MOST_LETTERS);
}

function tell(panel) {
  const toggle = panel.querySelector("[data-panel-toggle]");
  const heading = panel.querySelector("[data-panel-heading]");
  let place = panel.querySelector(".fold-holds");
  if (!place) {
    place = Object.assign(document.createElement("span"), { className: "fold-holds", id: `${panel.id}-holds` });
    place.addEventListener("click", () => toggle.click());
    heading.after(place);
    toggle.setAttribute("aria-describedby", `${heading.id} ${place.id}`);
  }
  place.textContent = holds(panel);
}

// Once blocks and editors of text have been drawn; then whenever a panel is folded.
addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => {
  document.querySelectorAll("[data-edit-form] .w-panel.collapsed").forEach(tell);
}));
document.addEventListener("wagtail:panel-toggle", ({ target, detail }) => {
  const panel = target.closest(".w-panel");
  if (!detail.expanded && panel.querySelector(":scope > .w-panel__header .fold-holds")) tell(panel);
});
