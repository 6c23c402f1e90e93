// The panel «Kontroller»: each time the preview has been loaded, what the checks find in the page as
// its form has it, and beside the panel's button how much it is together with what Wagtail finds.
document.addEventListener("w-preview:loaded", async ({ target }) => {
  const panel = document.getElementById("page-checks");
  if (!panel) return;
  const address = new URL(target.dataset.wPreviewUrlValue, location.href);
  address.searchParams.set("mode", "checks");
  const answer = await fetch(address).catch(() => null);
  const read = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const found = read.querySelector("[data-page-checks]");
  // While the form holds what cannot be read, what was found last stands.
  if (!found) return;
  // Who stands on a line with the keyboard is left there.
  const focused = panel.contains(document.activeElement) && document.activeElement.hash;
  panel.replaceChildren(found);
  // Only how many there are is read out, and only when it changes.
  const [status, said] = [panel.previousElementSibling, found.querySelector("h2").textContent];
  if (status.textContent !== said) status.textContent = said;
  if (focused) [...panel.querySelectorAll("a")].find((line) => line.hash === focused)?.focus();
  count();
});

function count() {
  const counter = document.querySelector('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
  const theirs = document.querySelector("[data-content-checker-count]");
  const number = document.querySelectorAll("#page-checks li").length + Number(theirs?.textContent ?? 0);
  if (!counter) return;
  counter.textContent = number;
  counter.hidden = !number;
}

// Wagtail counts what it has found itself, and writes it in both places.
addEventListener("load", () => {
  const theirs = document.querySelector("[data-content-checker-count]");
  if (theirs) new MutationObserver(count).observe(theirs, { childList: true });
});

// A line leads to its field, or as near to it as the form still goes.
document.addEventListener("click", (event) => {
  const line = event.target.closest?.("#page-checks a");
  if (!line) return;
  event.preventDefault();
  let place = document.querySelector("[data-edit-form]");
  for (const name of line.hash.split("=").pop().split(".")) {
    place = place.querySelector(`[data-contentpath="${CSS.escape(name)}"]`) ?? place;
  }
  const side = line.closest("[data-form-side]");
  // On a phone the panel lies over the whole form.
  if (side.offsetWidth > innerWidth * 0.8) side.querySelector("[data-form-side-close-button]").click();
  goTo(place, place);
});
