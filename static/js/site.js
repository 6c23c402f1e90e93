// Improves what already works: the pages need none of this.

const menu = document.querySelector(".menu[popover]");
const menuButton = document.querySelector("[popovertarget]");

if (menu?.hidePopover && menuButton) {
  const setExpanded = (open) => menuButton.setAttribute("aria-expanded", String(open));
  setExpanded(false);
  menu.addEventListener("toggle", (event) => setExpanded(event.newState === "open"));
  // The menu lies in the page when there is room, and would stay on top of it if left open.
  matchMedia("(min-width: 66rem)").addEventListener("change", () => menu.hidePopover());
}

// The address of the page to the clipboard; where that is refused, in a field to copy it from.
for (const copyLink of document.querySelectorAll(".copy-link")) {
  const [button, status, field] = copyLink.children;
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  copyLink.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(address);
      status.textContent = copyLink.dataset.done;
    } catch {
      field.hidden = false;
      field.value = address;
      field.select();
      status.textContent = copyLink.dataset.refused;
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
