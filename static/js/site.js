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

// An address to the clipboard; where that is refused it stands in a field, selected to be copied.
const offerCopy = (box, button, status, field) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = box.dataset.done;
    } catch {
      field.hidden = false;
      field.select();
      status.textContent = box.dataset.refused;
    }
  });
};

// Sharing: by the system's own sheet where there is one that opens, else by mail or a
// copied address.
for (const share of document.querySelectorAll(".share")) {
  const [summary, ways] = share.children;
  const [, button, status, field] = ways.children;
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  if (navigator.share) {
    const open = document.createElement("button");
    open.className = summary.className;
    open.append(...summary.cloneNode(true).childNodes);
    open.addEventListener("click", () => navigator.share({title: document.title, url}).catch((error) => {
      // Who closes the sheet, or presses twice, has not been refused one.
      if (!error || ["AbortError", "InvalidStateError"].includes(error.name)) return;
      open.replaceWith(share);
      share.open = true;
      summary.focus();
    }));
    share.replaceWith(open);
  }
  field.value = url;
  offerCopy(share, button, status, field);
}

for (const copyAddress of document.querySelectorAll(".copy-address")) {
  const [, { children: [field, button] }, status] = copyAddress.children;
  offerCopy(copyAddress, button, status, field);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
