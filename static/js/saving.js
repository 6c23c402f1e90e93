// Nothing typed in the admin is lost. A form is sent only when the server has said that the same
// person is still logged in, and by fetch, so that the page stays when it could not be saved.
document.addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("saving-dialog");
  if (!dialog) return;
  const DIALOG_INTERVAL = 2_000, IDLE_INTERVAL = 30_000, TIMEOUT = 15_000;
  let state = "in"; // or "out", "other", "away": what the server said last
  let currentUser; // who is logged in, where it is not the one who opened the page
  let blocked; // the form and the button that could not be sent
  const submitting = new WeakMap(); // forms being sent
  const autosaveStopped = new Set(); // forms that no longer save by themselves

  function openDialog(part) {
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
  function setToken(token) {
    wagtailConfig.CSRF_TOKEN = token;
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
  }

  async function fetchSession() {
    try {
      const response = await fetch(dialog.dataset.url, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.status === 403) return "out";
      const { user, name, token } = await response.json();
      currentUser = user;
      for (const element of dialog.querySelectorAll("[data-name]")) element.textContent = name;
      if (user !== dialog.dataset.user) return "other";
      setToken(token);
      return "in";
    } catch {
      return "away";
    }
  }

  // A server that is away is worth a dialog only when somebody wants to save.
  async function check(wanted) {
    const before = state;
    state = await fetchSession();
    if (state === "in") {
      if (before !== "in") resume();
    } else if (wanted || (state !== before && state !== "away")) {
      openDialog(state);
    }
    return state === "in";
  }

  function resume() {
    if (dialog.getAttribute("aria-label")) announce(dialog.dataset.ready, "success");
    dialog.close();
    blocked?.button?.focus();
    for (const form of autosaveStopped) form.dataset.wAutosaveActiveValue = "true";
    autosaveStopped.clear();
    const unsaved = "form:is([data-w-unsaved-has-edits-value=true], [data-w-unsaved-force-value=true])";
    for (const form of document.querySelectorAll(unsaved)) {
      const options = { bubbles: true, cancelable: true, detail: { type: "edits" } };
      form.dispatchEvent(new CustomEvent("w-unsaved:add", options)); // saves by itself, where it does
    }
  }

  // The page stays: the button can be pressed again, and leaving gives a warning again.
  function release(form, button) {
    submitting.delete(form);
    blocked = { form, button };
    if (button) button.dataset.wProgressLoadingValue = "false";
    if (!("wUnsavedConfirmationValue" in form.dataset)) return;
    form.dataset.wUnsavedConfirmationValue = form.dataset.wUnsavedForceValue = "true";
  }

  function resubmit({ form, button }) {
    form.requestSubmit(button?.form === form ? button : null);
  }

  // Wagtail saves a new page by itself and then knows it: sent beside that, it would be there twice.
  const autosave = new WeakMap(); // what a form that is saving by itself waits for
  document.addEventListener("w-autosave:save", (event) => {
    const { target: form } = event;
    if (submitting.has(form)) event.preventDefault();
    autosave.set(form, new Promise((resolve) => {
      for (const end of ["success", "error"]) {
        form.addEventListener(`w-autosave:${end}`, resolve, { once: true });
      }
      queueMicrotask(() => event.defaultPrevented && resolve());
      setTimeout(resolve, TIMEOUT);
    }));
  });

  // Wagtail asks all the time whether somebody has saved a newer version, and never forgets a yes. What
  // it asked before, and was told while or after the page saved by itself, may be of that very version.
  const SESSIONS = "w-editing-sessions";
  let saves = 0, savesWhenAsked = 0; // begun and ended: odd while the page saves by itself
  const count = ({ type, defaultPrevented }) => {
    if (type !== "w-autosave:save") saves += saves % 2;
    else if (!defaultPrevented) saves += 1;
  };
  for (const step of ["save", "success", "error"]) addEventListener(`w-autosave:${step}`, count);
  document.addEventListener("w-swap:begin", ({ target }) => {
    if (target.id === SESSIONS) savesWhenAsked = saves;
  });
  document.addEventListener("w-swap:json", ({ detail: { data } }) => {
    if (!data.other_sessions || (saves === savesWhenAsked && saves % 2 === 0)) return;
    delete data.other_sessions;
    data.html = document.getElementById(SESSIONS).innerHTML;
  }, true);

  // Where one goes back to a form, the browser puts what was typed before over what is stored now, and
  // what somebody else has saved meanwhile would be replaced unseen. A new row replaces nothing.
  const OPENED = ":is([name=loaded_revision_id], [name$=opened_as])[value]:not([value=''])";
  function beginAnew() {
    for (const field of document.querySelectorAll(OPENED)) field.form.autocomplete = "off";
  }
  beginAnew();
  document.addEventListener("w-autosave:success", beginAnew);

  // What has been saved by itself is this page's own, and no reason to ask before the next saving.
  document.addEventListener("w-autosave:success", ({ target: form, detail: { response } }) => {
    for (const name of ["revision_id", "revision_created_at"]) {
      const field = form.elements.namedItem(`loaded_${name}`);
      if (field && response[name]) field.value = response[name];
    }
  });

  addEventListener("submit", async (event) => {
    const { target: form, submitter: button } = event;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.hasAttribute("target")) return;
    if (["answered", "errors"].includes(submitting.get(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (submitting.has(form)) return;
    submitting.set(form, "asked");
    if (!(await check(true))) return release(form, button);
    await autosave.get(form);
    submitting.set(form, "answered");
    resubmit({ form, button });
  }, true);

  // Last of all, so that a form which another script sends (in a dialog) is left to it.
  addEventListener("submit", (event) => {
    const { target: form, submitter: button } = event;
    const step = submitting.get(form);
    if (step !== "answered") return;
    if (event.defaultPrevented) return submitting.delete(form);
    event.preventDefault();
    submitting.set(form, "sent");
    send(form, button);
  });

  async function send(form, button) {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    const slow = setTimeout(() => announce(dialog.dataset.slow, "warning"), TIMEOUT);
    let response;
    try {
      const address = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
      const headers = { "X-Stay-On-Page": "1" };
      response = await fetch(address, { method: "POST", body: data, headers, redirect: "manual" });
    } catch {
      state = "away";
    }
    clearTimeout(slow);
    if (response?.headers.has("Location")) return followRedirect(response.headers.get("Location"), form);
    if (response?.ok) {
      // The form again, with its errors: nothing was saved, so the browser may send it itself.
      submitting.set(form, "errors");
      if (button) button.disabled = false;
      return resubmit({ form, button });
    }
    release(form, button);
    if (!response) openDialog("away");
    else if (response.status !== 403) openDialog("failed");
    else if (await check(true)) openDialog("refused");
  }

  function followRedirect(location, form) {
    setTimeout(() => submitting.delete(form), TIMEOUT); // whoever stops the next page writes on here
    const address = new URL(location, document.baseURI);
    const here = address.hash && address.href.split("#")[0] === window.location.href.split("#")[0];
    // Whoever goes back does not come to a form that has been sent, and cannot make a second page of it.
    window.location.replace(address);
    if (here) window.location.reload();
  }

  dialog.addEventListener("focusin", (event) => event.stopPropagation()); // Wagtail's own would take it
  dialog.addEventListener("close", () => {
    const choice = dialog.returnValue;
    dialog.returnValue = "";
    if (choice === "continue") {
      dialog.dataset.user = currentUser;
      check();
    } else if (choice === "again" && blocked) {
      resubmit(blocked);
    }
  });

  // Scripts that call submit() pass no listener; jQuery does so for what a dialog hands over.
  HTMLFormElement.prototype.submit = function () {
    this.requestSubmit();
  };

  const checkIfVisible = () => document.hidden || check();
  for (const name of ["w-autosave:error", "w-swap:error", "w-preview:error", "visibilitychange"]) {
    document.addEventListener(name, checkIfVisible);
  }
  addEventListener("focus", checkIfVisible);
  jQuery(document).ajaxError(checkIfVisible);
  setInterval(() => dialog.open && checkIfVisible(), DIALOG_INTERVAL);
  if (document.querySelector("main form[method=post i]")) setInterval(checkIfVisible, IDLE_INTERVAL);

  // Wagtail looks twice a second whether anything has changed, begins some seconds after loading, and
  // takes what was typed while it saved by itself for saved: then nothing warns whoever leaves.
  const typed = new WeakSet();
  const markUnsaved = (form) => {
    if ("wUnsavedForceValue" in form.dataset) form.dataset.wUnsavedForceValue = "true";
  };
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form");
    if (!form) return;
    typed.add(form);
    markUnsaved(form);
  });
  document.addEventListener("w-autosave:save", ({ target }) => typed.delete(target));
  document.addEventListener("w-autosave:error", ({ target }) => markUnsaved(target));
  // What it could not fetch after saving, for want of a session, makes it give up for good.
  document.addEventListener("w-autosave:deactivated", ({ target, detail }) => {
    if (!detail.response?.error_code) autosaveStopped.add(target);
  });
  document.addEventListener("w-autosave:success", ({ target }) => typed.has(target) && markUnsaved(target));

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
