// The ready labels of a fact come from a file of their own, which all forms share.  A field above
// them searches: what fits is left to choose from, and the best of it is chosen at once.
(() => {
  const wordsOf = (text) => text.toLocaleLowerCase("sv").split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // The labels that have each of the words, in their groups: [[group, [[kind, label]]]].
  function found(words) {
    return Object.entries(window.factLabels ?? {})
      .filter(([, labels]) => typeof labels !== "string")
      .map(([group, labels]) => [group, Object.entries(labels).filter(([, label]) => {
        const said = `${group} ${label}`.toLocaleLowerCase("sv");
        return words.every((word) => said.includes(word));
      })])
      .filter(([, labels]) => labels.length);
  }

  // The kind that was meant: the label itself, or one with a word that begins so, or any that fits.
  function best(groups, words) {
    const typed = words.join(" ");
    const marks = groups.flatMap(([, labels]) => labels).map(([kind, label]) => {
      const own = wordsOf(label), whole = own.join(" ");
      const begun = words.every((word) => own.some((each) => each.startsWith(word)));
      return [(whole === typed) * 4 + whole.startsWith(typed) * 2 + begun, kind];
    });
    return marks.reduce((first, next) => (next[0] > first[0] ? next : first), marks[0] ?? [0, "other"])[1];
  }

  function fill(select, groups, chosen) {
    select.replaceChildren(new Option("---------", ""), ...groups.map(([name, labels]) => {
      const group = Object.assign(document.createElement("optgroup"), { label: name });
      group.append(...labels.map(([kind, label]) => new Option(label, kind)));
      return group;
    }), new Option(window.factLabels?.other ?? "other", "other"));
    select.value = chosen;
    // What was stored is lost neither where a label has gone nor where their file did not come.
    if (select.value !== chosen) select.add(new Option(chosen, chosen, true, true));
  }

  class FactBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, state, error, ...rest) {
      const block = super.render(placeholder, prefix, state, error, ...rest);
      const select = block.container[0].querySelector(":scope > [data-contentpath=kind] select");
      fill(select, found([]), state?.kind ?? "");
      const search = Object.assign(document.createElement("input"), {
        type: "text", autocomplete: "off", className: "fact-search", placeholder: "Sök bland uppgifterna",
      });
      search.setAttribute("aria-label", "Sök bland uppgifterna");
      const status = Object.assign(document.createElement("p"), { className: "help" });
      status.setAttribute("role", "status");
      search.addEventListener("input", () => {
        const words = wordsOf(search.value), groups = found(words);
        fill(select, groups, words.length ? best(groups, words) : select.value);
        const label = select.selectedOptions[0]?.text;
        const none = "Ingen färdig rubrik heter så. Den blir en egen rubrik.";
        status.textContent = !words.length ? "" : groups.length ? `Vald: ${label}.` : none;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      });
      // What no label is called becomes one of its own, where there is none yet.
      search.addEventListener("change", () => {
        const own = block.childBlocks.own_label;
        if (wordsOf(search.value).length && select.value === "other" && !own.getState()) {
          own.setState(search.value.trim().slice(0, 40));
        }
      });
      search.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          search.dispatchEvent(new Event("change"));
          block.childBlocks.value.focus();
        }
      });
      select.before(search);
      select.after(status);
      return block;
    }
  }

  window.telepath.register("home.blocks.text.FactBlock", FactBlockDefinition);
})();
