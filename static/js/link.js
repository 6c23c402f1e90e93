// A link in two steps: first what it leads to, then the one field of that.  What has been given in
// another field is put aside when one chooses again, so that a link never leads to two places.
(() => {
  const TARGETS = ["page", "document", "url", "email", "phone"];

  class LinkBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, state, error, ...rest) {
      const block = super.render(placeholder, prefix, state, error, ...rest);
      const fields = TARGETS.map((name) => [name, block.childBlocks[name], fieldOf(block, name)]);
      const wrong = TARGETS.find((name) => error?.blockErrors?.[name]);
      const kind = chooserOf(this, prefix, TARGETS.find((name) => state?.[name]) ?? wrong ?? "page");
      const aside = {};
      const show = () => {
        for (const [name, child, field] of fields) {
          field.hidden = name !== kind.value;
          const given = child.getState();
          if (field.hidden && given) {
            aside[name] = given;
            child.setState(typeof given === "string" ? "" : null);
          } else if (!field.hidden && aside[name]) {
            child.setState(aside[name]);
            delete aside[name];
          }
        }
      };
      kind.addEventListener("change", show);
      fields[0][2].before(kind.closest(".link-kind"));
      show();
      return block;
    }
  }

  const fieldOf = (block, name) => block.container[0].querySelector(`:scope > [data-contentpath=${name}]`);

  // The choice of what the link leads to: it is sent nowhere, since the field that is filled says it.
  function chooserOf(definition, prefix, chosen) {
    const place = document.createElement("div");
    place.className = "link-kind w-field__wrapper";
    const label = Object.assign(document.createElement("label"), {
      className: "w-field__label", htmlFor: `${prefix}-kind`, textContent: definition.meta.kindLabel,
    });
    const kind = Object.assign(document.createElement("select"), { id: `${prefix}-kind` });
    for (const name of TARGETS) {
      const { label: words } = definition.childBlockDefsByName[name].meta;
      kind.add(new Option(words, name, false, name === chosen));
    }
    const input = Object.assign(document.createElement("div"), { className: "w-field__input" });
    input.append(kind);
    place.append(label, input);
    return kind;
  }

  window.telepath.register("home.blocks.links.LinkBlock", LinkBlockDefinition);
})();
