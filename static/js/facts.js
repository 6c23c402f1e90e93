// The ready labels of a fact come from a file of their own, which all forms share.  A field above
// them searches, also by other words for the same: what fits is left to choose from, and the best
// of it is chosen at once.  Where nothing is called so, what is akin is offered and nothing chosen.
(() => {
  const wordsOf = (text) => text.toLocaleLowerCase("sv").split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // [[group, [{kind, label, names, words}]]]: the label is the first of its names.
  const GROUPS = Object.entries(window.factLabels ?? {})
    .filter(([, labels]) => typeof labels !== "string")
    .map(([group, labels]) => [group, Object.entries(labels).map(([kind, written]) => {
      const [label, others = ""] = written.split("|");
      const names = [label, ...others.split(",")].map((name) => wordsOf(name).join(" ")).filter(Boolean);
      return { kind, label, names, words: wordsOf(written) };
    })]);

  const those = (fits) => GROUPS.map(([group, labels]) => [group, labels.filter((label) => fits(label, group))])
    .filter(([, labels]) => labels.length);

  // The labels that have each of the words, or are meant by another that begins so.
  const found = (words) => those(({ label, words: own }, group) => {
    const said = `${group} ${label}`.toLocaleLowerCase("sv");
    return words.every((word) => said.includes(word) || own.some((each) => each.startsWith(word)));
  });

  // Those with a word that a typed one ends with (resebidrag: bidrag), or that begins like it.
  const akin = (words) => those(({ words: own }) => own.some((each) => each.length > 3 && words.some((word) => (
    word.endsWith(each) || (each.length > 4 && word.startsWith(each.slice(0, Math.max(5, each.length - 2))))
  ))));

  // The kind that was meant: the label itself, another name of it, one that begins so, or any that fits.
  function best(groups, words) {
    const typed = words.join(" ");
    const mark = ({ names }) => Math.max(...names.map((name, place) => {
      const begun = words.every((word) => name.split(" ").some((each) => each.startsWith(word)));
      return (name === typed) * 8 + name.startsWith(typed) * 4 + begun * 2 + (place === 0);
    }));
    const marks = groups.flatMap(([, labels]) => labels).map((label) => [mark(label), label.kind]);
    return marks.reduce((first, next) => (next[0] > first[0] ? next : first), marks[0] ?? [0, "other"])[1];
  }

  // The label that is called just so, under any of its names.
  const called = (words) => GROUPS.flatMap(([, labels]) => labels)
    .find(({ names }) => names.includes(words.join(" ")));

  function fill(select, groups, chosen) {
    select.replaceChildren(new Option("---------", ""), ...groups.map(([name, labels]) => {
      const group = Object.assign(document.createElement("optgroup"), { label: name });
      group.append(...labels.map(({ kind, label }) => new Option(label, kind)));
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
        const offered = groups.length ? groups : akin(words);
        fill(select, offered, words.length ? best(groups, words) : select.value);
        const label = select.selectedOptions[0]?.text;
        const none = "Ingen färdig rubrik heter så. Den blir en egen rubrik"
          + (offered.length ? ", om ingen av dem som liknar den passar." : ".");
        status.textContent = !words.length ? "" : groups.length ? `Vald: ${label}.` : none;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      });
      // What no label is called becomes one of its own, where there is none yet, until one is chosen.
      const own = block.childBlocks.own_label;
      let made = "";
      search.addEventListener("change", () => {
        if (wordsOf(search.value).length && select.value === "other" && !own.getState()) {
          made = search.value.trim().slice(0, 40);
          own.setState(made);
        }
      });
      select.addEventListener("change", () => {
        if (made && select.value !== "other" && own.getState() === made) own.setState("");
      });
      // A label of one's own that means a ready one keeps its words, and is of that kind.
      block.container[0].querySelector(":scope > [data-contentpath=own_label] input")
        .addEventListener("change", () => {
          const ready = called(wordsOf(own.getState() ?? ""));
          if (!ready || (select.value && select.value !== "other")) return;
          fill(select, found([]), ready.kind);
          status.textContent = `Vald: ${ready.label}, med egen rubrik.`;
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
