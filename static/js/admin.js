// Wagtail's date picker, when it is left, writes the present moment over what it cannot read, and
// changes the date when somebody scrolls past it with the mouse above the field.  It shall do
// neither: the form understands what people write, or says at the field what is wrong.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });
jQuery(document).on("focusout", "input", ({ target }) => {
  jQuery(target).data("xdsoft_datetimepicker")?.trigger("close.xdsoft");
});

// A browser cuts what is pasted into a field with `maxlength` without a word; the form says at the
// field that it is too long, and keeps it.
for (const event of ["focusin", "dragenter"]) {
  document.addEventListener(event, ({ target }) => target.removeAttribute?.("maxlength"));
}

// Two streams of a form that may have the same blocks: what these are is sent with the first alone.
// It is handed on as soon as the form is there, before Wagtail's script puts fields in its place.
const shareBlocks = () => {
  for (const stream of document.querySelectorAll("[data-blocks-of]")) {
    const { wBlockDataValue } = document.getElementById(stream.dataset.blocksOf).dataset;
    Object.assign(stream.dataset, { wBlockDataValue, controller: "w-block" });
  }
};
document.addEventListener("readystatechange", shareBlocks, { once: true });
