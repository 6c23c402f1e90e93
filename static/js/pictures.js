// A gallery takes several pictures at once, from the window in which Wagtail lets one choose many.
const { StructBlockDefinition } = window.wagtailStreamField.blocks;

class Gallery extends StructBlockDefinition {
  render(...args) {
    const gallery = super.render(...args);
    const list = gallery.childBlocks.pictures;
    const [described] = list.blockDef.childBlockDef.childBlockDefs;
    const [chooser] = described.childBlockDefs;
    const add = (image) => {
      const value = { image, decorative: false, alt_text: image.default_alt_text || "" };
      list.insert({ image: value, caption: "" }, list.children.length, { animate: true });
    };
    const isEmpty = ({ block }) => !block.getState().image?.image && !block.getState().caption;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary";
    button.textContent = this.meta.severalLabel;
    button.addEventListener("click", () => {
      const taken = (images) => {
        // The row that a new list begins with is none that anybody wanted.
        for (const child of list.children.filter(isEmpty)) child.delete();
        images.forEach(add);
      };
      chooser.widget.openModal(taken, { multiple: true });
    });
    list.container.append(button);
    return gallery;
  }
}
window.telepath.register("home.blocks.media.GalleryBlock", Gallery);
