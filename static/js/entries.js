// A list of a certain kind asks for what is known of its kind: of goals how they went, of a budget
// its sums.  What is filled or wrong is never hidden, and without a kind all of it is there.
(() => {
  const FIELDS = {
    groups: "label text when place terms responsible contact number state",
    goals: "text when responsible due number unit before share result state",
    decisions: "label text when before result responsible due amount per yes no abstained in_percent dissent state",
    terms: "text when terms responsible due amount per share before",
    budget: "label text when responsible amount per before share",
    donors: "text when number unit amount per share",
    grants: "text when terms due contact at_least amount at_most per share number before",
    tasks: "label text when place terms responsible due contact number amount per state",
    works: "label text when place responsible due amount at_most before result state",
    offers: "text when place terms due contact number unit amount per state",
    prices: "text when terms at_least amount per before",
    parts: "label text number unit amount share before",
    results: "label text when place number unit amount before result state",
    winners: "label text when place due contact amount result",
    exhibitors: "label text place contact",
    years: "label text when result",
    thanks: "label text number unit",
  };
  const ALL = new Set(Object.values(FIELDS).flatMap((names) => names.split(" ")));

  const isFilled = (field) => [...field.querySelectorAll("input, textarea, select")]
    .some((input) => (input.type === "checkbox" ? input.checked : input.value));

  function show(list, kind) {
    const wanted = FIELDS[kind]?.split(" ");
    for (const field of list.querySelectorAll("[data-contentpath]")) {
      const { contentpath: name } = field.dataset;
      const isLeft = !wanted || !ALL.has(name) || wanted.includes(name);
      field.hidden = !isLeft && !isFilled(field) && !field.querySelector(".error-message");
    }
    for (const group of list.querySelectorAll("section[id^=block_group-]")) {
      const fields = [...group.querySelectorAll("[data-contentpath]")];
      group.hidden = fields.length > 0 && fields.every((field) => field.hidden);
    }
  }

  class EntriesBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(...given) {
      const block = super.render(...given), [container] = block.container;
      const kind = container.querySelector(":scope > [data-contentpath=kind] select");
      const list = container.querySelector(":scope > [data-contentpath=entries]");
      const again = () => show(list, kind.value);
      kind.addEventListener("change", again);
      new MutationObserver(again).observe(list, { childList: true, subtree: true });
      again();
      return block;
    }
  }

  window.telepath.register("home.blocks.entries.EntriesBlock", EntriesBlockDefinition);
})();
