// Nothing typed in the admin is lost. A form is sent only when the server has said that the same
// person is still logged in, and by fetch, so that the page stays when it could not be saved.
document.addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("saving-dialog");
  if (!dialog) return;
  const OFTEN = 2_000, SELDOM = 30_000, PATIENCE = 15_000;
  let state = "in"; // or "out", "other", "away": what the server said last
  let someone; // who is logged in, where it is not the one who opened the page
  let waiting; // the form and the button that could not be sent
  const underWay = new WeakMap(); // forms being sent
  const resting = new Set(); // forms that no longer save by themselves

  function show(part) {
    for (const child of dialog.querySelectorAll("[data-state]")) {
      child.hidden = child.dataset.state !== part;
      if (!child.hidden) dialog.setAttribute("aria-label", child.querySelector("h2").textContent);
    }
    if (!dialog.open) dialog.showModal();
  }

  function announce(text, type) {
    const detail = { clear: true, text, type };
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
  }

  // Logging in gives a new token: to every form here, and to Wagtail's autosave, uploads and choosers.
  function renew(token) {
    wagtailConfig.CSRF_TOKEN = token;
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
  }

  async function ask() {
    try {
      const response = await fetch(dialog.dataset.url, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 403) return "out";
      const { user, name, token } = await response.json();
      someone = user;
      for (const place of dialog.querySelectorAll("[data-name]")) place.textContent = name;
      if (user !== dialog.dataset.user) return "other";
      renew(token);
      return "in";
    } catch {
      return "away";
    }
  }

  // A server that is away is worth a dialog only when somebody wants to save.
  async function check(wanted) {
    const before = state;
    state = await ask();
    if (state === "in") {
      if (before !== "in") welcomeBack();
    } else if (wanted || (state !== before && state !== "away")) {
      show(state);
    }
    return state === "in";
  }

  function welcomeBack() {
    if (dialog.getAttribute("aria-label")) announce(dialog.dataset.ready, "success");
    dialog.close();
    waiting?.button?.focus();
    for (const form of resting) form.dataset.wAutosaveActiveValue = "true";
    resting.clear();
    const unsaved = "form:is([data-w-unsaved-has-edits-value=true], [data-w-unsaved-force-value=true])";
    for (const form of document.querySelectorAll(unsaved)) {
      const options = { bubbles: true, cancelable: true, detail: { type: "edits" } };
      form.dispatchEvent(new CustomEvent("w-unsaved:add", options)); // saves by itself, where it does
    }
  }

  // The page stays: the button can be pressed again, and leaving gives a warning again.
  function release(form, button) {
    underWay.delete(form);
    waiting = { form, button };
    if (button) button.dataset.wProgressLoadingValue = "false";
    if (!("wUnsavedConfirmationValue" in form.dataset)) return;
    form.dataset.wUnsavedConfirmationValue = form.dataset.wUnsavedForceValue = "true";
  }

  function again({ form, button }) {
    form.requestSubmit(button?.form === form ? button : null);
  }

  // Wagtail saves a new page by itself and then knows it: sent beside that, it would be there twice.
  const autosave = new WeakMap(); // what a form that is saving by itself waits for
  document.addEventListener("w-autosave:save", (event) => {
    const { target: form } = event;
    if (underWay.has(form)) event.preventDefault();
    autosave.set(form, new Promise((resolve) => {
      for (const end of ["success", "error"]) {
        form.addEventListener(`w-autosave:${end}`, resolve, { once: true });
      }
      queueMicrotask(() => event.defaultPrevented && resolve());
      setTimeout(resolve, PATIENCE);
    }));
  });

  addEventListener("submit", async (event) => {
    const { target: form, submitter: button } = event;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.hasAttribute("target")) return;
    if (["answered", "errors"].includes(underWay.get(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (underWay.has(form)) return;
    underWay.set(form, "asked");
    if (!(await check(true))) return release(form, button);
    await autosave.get(form);
    underWay.set(form, "answered");
    again({ form, button });
  }, true);

  // Last of all, so that a form which another script sends (in a dialog) is left to it.
  addEventListener("submit", (event) => {
    const { target: form, submitter: button } = event;
    const step = underWay.get(form);
    if (step !== "answered") return;
    if (event.defaultPrevented) return underWay.delete(form);
    event.preventDefault();
    underWay.set(form, "sent");
    send(form, button);
  });

  async function send(form, button) {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    const slow = setTimeout(() => announce(dialog.dataset.slow, "warning"), PATIENCE);
    let response;
    try {
      const address = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
      const headers = { "X-Stay-On-Page": "1" };
      response = await fetch(address, { method: "POST", body: data, headers, redirect: "manual" });
    } catch {
      state = "away";
    }
    clearTimeout(slow);
    if (response?.headers.has("Location")) return leave(response.headers.get("Location"), form);
    if (response?.ok) {
      // The form again, with its errors: nothing was saved, so the browser may send it itself.
      underWay.set(form, "errors");
      if (button) button.disabled = false;
      return again({ form, button });
    }
    release(form, button);
    if (!response) show("away");
    else if (response.status !== 403) show("failed");
    else if (await check(true)) show("refused");
  }

  function leave(location, form) {
    setTimeout(() => underWay.delete(form), PATIENCE); // whoever stops the next page writes on here
    const address = new URL(location, document.baseURI);
    const here = address.hash && address.href.split("#")[0] === window.location.href.split("#")[0];
    window.location.assign(address);
    if (here) window.location.reload();
  }

  dialog.addEventListener("focusin", (event) => event.stopPropagation()); // Wagtail's own would take it
  dialog.addEventListener("close", () => {
    const choice = dialog.returnValue;
    dialog.returnValue = "";
    if (choice === "continue") {
      dialog.dataset.user = someone;
      check();
    } else if (choice === "again" && waiting) {
      again(waiting);
    }
  });

  // Scripts that call submit() pass no listener; jQuery does so for what a dialog hands over.
  HTMLFormElement.prototype.submit = function () {
    this.requestSubmit();
  };

  const lookAgain = () => document.hidden || check();
  for (const name of ["w-autosave:error", "w-swap:error", "w-preview:error", "visibilitychange"]) {
    document.addEventListener(name, lookAgain);
  }
  addEventListener("focus", lookAgain);
  jQuery(document).ajaxError(lookAgain);
  setInterval(() => dialog.open && lookAgain(), OFTEN);
  if (document.querySelector("main form[method=post i]")) setInterval(lookAgain, SELDOM);

  // Wagtail looks twice a second whether anything has changed, begins some seconds after loading, and
  // takes what was typed while it saved by itself for saved: then nothing warns whoever leaves.
  const typed = new WeakSet();
  const note = (form) => {
    if ("wUnsavedForceValue" in form.dataset) form.dataset.wUnsavedForceValue = "true";
  };
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form");
    if (!form) return;
    typed.add(form);
    note(form);
  });
  document.addEventListener("w-autosave:save", ({ target }) => typed.delete(target));
  document.addEventListener("w-autosave:error", ({ target }) => note(target));
  // What it could not fetch after saving, for want of a session, makes it give up for good.
  document.addEventListener("w-autosave:deactivated", ({ target, detail }) => {
    if (!detail.response?.error_code) resting.add(target);
  });
  document.addEventListener("w-autosave:success", ({ target }) => typed.has(target) && note(target));

  // The forms that Wagtail lets one leave without a warning.
  for (const field of document.querySelectorAll("main form[method=post i] :is(textarea, [type=text])")) {
    const { form } = field;
    if (form.dataset.controller?.includes("w-unsaved")) continue;
    form.dataset.wUnsavedConfirmationValue = "true";
    form.dataset.wUnsavedForceValue = "false";
    form.dataset.action = `${form.dataset.action ?? ""} w-unsaved#submit beforeunload@window->w-unsaved#confirm`;
    form.dataset.controller = `${form.dataset.controller ?? ""} w-unsaved`;
  }
});
