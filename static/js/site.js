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

// Sharing: by the system's own sheet where there is one that opens, else by mail or a copied
// address; where the clipboard is refused, the address stands in a field to copy it from.
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
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(url);
      status.textContent = share.dataset.done;
    } catch {
      field.hidden = false;
      field.value = url;
      field.select();
      status.textContent = share.dataset.refused;
    }
  });
}

// An address that stands in a field to the clipboard; where that is refused, selected to be copied.
for (const copyAddress of document.querySelectorAll(".copy-address")) {
  const [, { children: [field, button] }, status] = copyAddress.children;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = navigator.clipboard?.writeText(field.value) ?? Promise.reject();
    status.textContent = await copied.then(
      () => copyAddress.dataset.done,
      () => (field.select(), copyAddress.dataset.refused),
    );
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
