// «Gå till första felet» leads to the field: whatever hides it is opened, and the field takes focus.
document.addEventListener("w-focus:focus", (event) => {
  const message = event.target;
  if (!message.matches(".error-message, .help-critical")) return;
  event.preventDefault();
  goTo(message, message.closest("[data-field], [data-contentpath], .w-field__wrapper"));
});

// The first page of the admin and the menu of an event lead to a field: «#field-join_url».
const goToNamed = () => {
  const [, name] = location.hash.match(/^#field-(\w+)$/) ?? [];
  const field = name && document.querySelector(`[data-contentpath="${name}"]`);
  if (field) return goTo(field, field);
  // A browser drops what is to have focus first while its tab is not shown yet.
  const first = document.querySelector("[data-edit-form] [autofocus]");
  if (document.activeElement === document.body) first?.focus({ preventScroll: true });
};
// Not before its blocks and editors of text have been drawn, which move it.
addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(goToNamed));
addEventListener("hashchange", goToNamed);

function goTo(part, field) {
  reveal(part);
  // What is invisible takes no focus, as the button that an editor of text shows at its side.
  const controls = [...(field?.querySelectorAll(CONTROLS) ?? [])]
    .filter((c) => c.checkVisibility({ visibilityProperty: true }));
  // A block begins with the buttons that fold and move it.
  const target = controls.find((c) => c.localName !== "button") ?? controls[0] ?? part;
  if (target === part) part.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

const CONTROLS = ":is(input:not([type=hidden]), select, textarea, button, [contenteditable=true]):not([disabled])";

// From the outside in: a tab, a side panel, a dialog, a folded panel or block.
function reveal(element) {
  const hidden = [];
  for (let part = element.parentElement; part; part = part.parentElement) {
    if (part.hidden || part.matches(".w-dialog[aria-hidden=true]")) hidden.unshift(part);
  }
  for (const part of hidden) {
    if (part.matches(".w-dialog")) {
      part.dispatchEvent(new CustomEvent("w-dialog:show"));
    } else if (part.dataset.sidePanel) {
      document.querySelector(`[data-side-panel-toggle="${part.dataset.sidePanel}"]`)?.click();
    } else {
      document.querySelector(`[aria-controls="${CSS.escape(part.id)}"]`)?.click();
    }
    part.hidden = false; // a tab opens after a moment, and what is hidden takes no focus
  }
}
