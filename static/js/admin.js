// Wagtail's date picker, when it is left, writes the present moment over what it cannot read.
// Only close it instead, so that the form says at the field what is wrong.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
jQuery(document).on("focusout", "input", ({ target }) => {
  jQuery(target).data("xdsoft_datetimepicker")?.trigger("close.xdsoft");
});
