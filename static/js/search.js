// Suggestions under the search field: a combobox as the ARIA Authoring Practices describe it.
// Without this file, and whenever the suggestions do not come, the form simply searches.

const DELAY = 150; // milliseconds after the last letter
const MIN_LENGTH = 2;

function suggest(form) {
  const { suggestions, listName, wordKind, none, one, many } = form.dataset;
  const field = form.querySelector("[name=q]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let active = -1;
  let timer, request;

  field.type = "text"; // the role of a search field may not be changed
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", (list.id = `${field.id}-list`));
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", listName);
  list.className = "suggestions";
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  form.append(list, status);
  close();

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    setActive(-1);
  }

  function setActive(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function option({ title, url, type }, index) {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = url;
    kind.className = "meta";
    kind.textContent = type;
    item.append(Object.assign(document.createElement("span"), { textContent: title }), " ", kind);
    return item;
  }

  function show({ pages, words }) {
    const wordUrl = (word) => `${form.action}?q=${encodeURIComponent(word)}`;
    const found = [
      ...pages,
      ...words.map((word) => ({ title: word, url: wordUrl(word), type: wordKind })),
    ];
    setActive(-1);
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent =
      { 0: none, 1: one }[found.length] ?? many.replace("{n}", String(found.length));
  }

  async function fetchSuggestions() {
    const query = field.value.trim();
    request?.abort();
    if (query.length < MIN_LENGTH) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const response = await fetch(`${suggestions}?q=${encodeURIComponent(query)}`, { signal });
      const found = response.ok && (await response.json());
      // An answer may have come whole just before it was given up.
      if (found && !signal.aborted && document.activeElement === field) show(found);
    } catch {
      // Given up, or no answer: the list that is there stays, and the form still searches.
    }
  }

  const last = () => list.children.length - 1;
  const keyActions = {
    ArrowDown: () => setActive(active < last() ? active + 1 : 0),
    ArrowUp: () => setActive(active > 0 ? active - 1 : last()),
    Home: () => active >= 0 && setActive(0),
    End: () => active >= 0 && setActive(last()),
    Enter: () => active >= 0 && location.assign(list.children[active].dataset.url),
    Escape: close,
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(fetchSuggestions, DELAY);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (list.hidden) {
      if (event.key === "Escape") field.value = "";
      if (event.key === "ArrowDown" || event.key === "ArrowUp") fetchSuggestions();
    } else if (keyActions[event.key]?.() !== false && event.key in keyActions) event.preventDefault();
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  addEventListener("pagehide", close); // so that it is not open on the way back
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const url = target.closest("[role=option]")?.dataset.url;
    if (url) location.assign(url);
  });
}

for (const form of document.querySelectorAll("form[data-suggestions]")) suggest(form);
