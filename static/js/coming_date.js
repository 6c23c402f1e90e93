// A row of Kommande datum opens the window of events at the form of a new one, with what the row
// says filled in.  Nothing is stored before one says so there; then the row has that event.
(() => {
  const FACTS = ["text", "day", "last_day", "begins", "ends", "place", "url"];

  class ComingDateBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, state, error, ...rest) {
      const block = super.render(placeholder, prefix, state, error, ...rest);
      const chooser = block.childBlocks.event.widget;
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "button button-small button-secondary", textContent: this.meta.makeLabel,
      });
      button.addEventListener("click", () => openNew(chooser, block));
      const show = () => { button.hidden = Boolean(chooser.getState()); };
      chooser.input.addEventListener("change", show);
      chooser.chooserElement.after(button);
      show();
      return block;
    }
  }

  function openNew(chooser, block) {
    const facts = FACTS.map((name) => [name, block.childBlocks[name].getState() ?? ""]);
    chooser.modal ||= new chooser.chooserModalClass(chooser.opts.modalUrl || chooser.chooserElement.dataset.chooserUrl);
    const { modal } = chooser, handlers = modal.onloadHandlers;
    const choose = (workflow, ...data) => {
      handlers.choose(workflow, ...data);
      setTimeout(() => workflow.body[0].querySelector("#tab-label-create")?.click());
    };
    modal.onloadHandlers = { ...handlers, choose };
    modal.open({ linkedFieldFilters: Object.fromEntries(facts) }, (event) => chooser.setStateFromModalData(event));
    modal.onloadHandlers = handlers;
  }

  window.telepath.register("home.blocks.coming_dates.ComingDateBlock", ComingDateBlockDefinition);
})();
