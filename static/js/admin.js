// Wagtail's date picker, when it is left, writes the present moment over what it cannot read, and
// changes the date when somebody scrolls past it with the mouse above the field.  It shall do
// neither: the form understands what people write, or says at the field what is wrong.
//
// Each is made when its field is first used: those of a conference were two thirds of its page.
Object.assign(jQuery.fn.datetimepicker.defaults, {
  validateOnBlur: false, scrollInput: false, lazyInit: true,
});
jQuery(document).on("focusout", "input", ({ target }) => {
  const close = () => {
    const left = target !== document.activeElement;
    if (left) jQuery(target).data("xdsoft_datetimepicker")?.trigger("close.xdsoft");
  };
  close();
  setTimeout(close, 300); // it opens a moment after it has taken focus, also if that has gone on
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

// Wagtail gives its editors of text, and its field of tags, no name: it is the label of the field, or what the block is called.
const nameEditors = () => {
  for (const editor of document.querySelectorAll("[role=textbox][contenteditable]:not([aria-label])")) {
    const field = editor.closest("[data-field]")?.querySelector("input[type=hidden][id]");
    const label = field && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const name = label ?? editor.closest("[data-panel]")?.querySelector(".c-sf-block__type");
    if (name) editor.ariaLabel = name.textContent.trim();
  }
  for (const input of document.querySelectorAll(".tagit-new input:not([aria-label])")) {
    const label = input.closest("[data-field-wrapper]")?.querySelector("label");
    if (label) input.ariaLabel = label.textContent.trim();
  }
};
addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(nameEditors));
document.addEventListener("focusin", nameEditors);

// Wagtail's editor of text drops what is raised in what is pasted: «m2». Figures become letters of
// their own, «m²». It also makes a plain line of the highest heading, which is the first one in Word:
// they become one level lower, all of them where there are several of it. It reads the rest as before.
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUPERSCRIPT = /<sup\b[^<>]*>(?:<[^<>]*>|\s)*(\d{1,3})(?:<[^<>]*>|\s)*<\/sup>/gi;
const lowerHeadings = (html) => {
  const lowest = (html.match(/<h1\b/gi) ?? []).length > 1 ? 3 : 1;
  return html.replace(/<(\/?)h([1-3])\b/gi, (tag, end, level) => level > lowest ? tag : `<${end}h${+level + 1}`);
};
document.addEventListener("paste", (event) => {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!html || !event.target.closest?.("[data-draftail-editor-wrapper]")) return;
  const raised = html.replace(SUPERSCRIPT, (_, figures) => [...figures].map((figure) => RAISED[figure]).join(""));
  const written = lowerHeadings(raised);
  if (written === html) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", event.clipboardData.getData("text/plain"));
  clipboardData.setData("text/html", written);
  event.target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}, true);
