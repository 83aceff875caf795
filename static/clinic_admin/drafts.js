/* global CKEDITOR */
/*
 * What an author has typed survives a closed tab and an expired session: it is kept in this browser until the
 * site has it, and offered when the form is opened again. Nothing is put back without being asked for.
 */
(() => {
  const WAIT = 800; // milliseconds without typing before the draft is kept
  const SKIPPED = ["csrfmiddlewaretoken", "seen_at", "base", "seen", "waiting", "_popup"];
  let form, owner, key, timer, opened;

  function start() {
    const refused = document.querySelector("[data-draft-refused]");
    if (refused) return stillUnsaved(refused);
    form = document.querySelector(".bar") ? document.getElementById("article_form") : document.querySelector(".kept-form");
    if (!form) return;
    owner = document.getElementById("draft-offer").dataset.user;
    key = `draft:${owner}:${location.pathname}`;
    forgetSaved();
    form.addEventListener("submit", () => keep({ sent: true }));
    whenEditorsAreReady(snapshot());
  }

  /* The page that asks about two versions: what was sent is not saved until it is settled there. */
  function stillUnsaved(page) {
    key = `draft:${page.dataset.user}:${location.pathname}`;
    const mark = (sent) => read() && localStorage.setItem(key, JSON.stringify({ ...read(), sent }));
    mark(false);
    page.querySelector("form").addEventListener("submit", () => mark(true));
  }

  /* What the form was opened with: its fields at once, its editors once they have read theirs. */
  function whenEditorsAreReady(fields) {
    const editors = window.CKEDITOR?.instances || {};
    const waiting = form.querySelector('textarea[data-type="ckeditortype"][data-processed="0"]:not([id*="__prefix__"])');
    if (waiting || Object.values(editors).some((editor) => editor.status !== "ready")) {
      setTimeout(whenEditorsAreReady, 100, fields);
      return;
    }
    const known = new Map(fields.map((entry) => [entry[0], entry]));
    watch(snapshot().map((entry) => (editors[`id_${entry[0]}`] ? entry : known.get(entry[0]) || entry)));
  }

  function watch(values) {
    opened = JSON.stringify(values);
    offer();
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    document.addEventListener("formset:added", later);
    document.addEventListener("formset:removed", later);
    if (window.django?.jQuery) window.django.jQuery(form).on("change", "select", later);
    if (window.CKEDITOR) {
      Object.values(CKEDITOR.instances).forEach((editor) => editor.on("change", later));
      CKEDITOR.on("instanceReady", ({ editor }) => editor.on("change", later));
    }
    window.addEventListener("pagehide", () => timer && keep({}));
    later();
  }

  /* The token names the saved state or edition that this form was opened with; an add form has none. */
  const tokenField = () => form.querySelector('[name="seen_at"], [name="seen"]');
  const token = () => tokenField()?.value || "";
  /* That saved state itself. */
  const baseField = () => form.querySelector('[name="base"]');

  function read(name = key) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  /* A draft that was sent and has become the saved state is no longer needed. */
  function forgetSaved() {
    const draft = read();
    if (draft?.sent && draft.token !== token()) localStorage.removeItem(key);
    const added = `draft:${owner}:${location.pathname.replace(/\d+\/change\/$/, "add/")}`;
    if (added !== key && read(added)?.sent) localStorage.removeItem(added);
  }

  function offer() {
    const draft = read();
    const box = document.getElementById("draft-offer");
    const typed = document.querySelector(".errornote, [data-typed]"); // then the form holds it already
    if (!draft || typed || JSON.stringify(draft.values) === opened) return;
    const when = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const newer = draft.token === token() ? "" : " The article was saved since by somebody: you are shown both versions before yours counts.";
    box.querySelector("p").textContent = `This browser kept what you typed on ${when} and did not save.${newer}`;
    box.hidden = false;
    box.querySelector("[data-restore]").addEventListener("click", () => {
      restore(draft.values);
      // It was written on top of that save: if there is a newer one, saving shows both instead of passing over it.
      if (tokenField()) tokenField().value = draft.token;
      if (baseField()) baseField().value = draft.base || "";
      box.hidden = true;
    });
    box.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(key);
      box.hidden = true;
    });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => keep({}), WAIT);
  }

  function keep(more) {
    clearTimeout(timer);
    timer = null;
    const values = snapshot();
    if (JSON.stringify(values) === opened && !more.sent) return;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), token: token(), base: baseField()?.value, values, ...more }));
      const state = document.querySelector("[data-draft-state]");
      if (state) state.textContent = "Typing kept in this browser.";
    } catch {
      // A full or forbidden storage keeps nothing; saving works all the same.
    }
  }

  /* [[name, value, label]]; `label` is the words of a chosen option, which an autocomplete loads only on demand. */
  function snapshot() {
    return [...form.elements]
      .filter((field) => field.name && !SKIPPED.includes(field.name) && !["submit", "button", "file", "radio"].includes(field.type))
      .filter((field) => !field.name.includes("__prefix__"))
      .map((field) => {
        if (field.type === "checkbox") return [field.name, field.checked, ""];
        const editor = window.CKEDITOR?.instances[field.id];
        const value = editor?.status === "ready" ? editor.getData() : field.value;
        return [field.name, value.replace(/\r\n/g, "\n").trim(), field.selectedOptions?.[0]?.textContent.trim() || ""];
      });
  }

  function restore(values) {
    for (const [name, value] of values) {
      if (!name.endsWith("-TOTAL_FORMS")) continue;
      const prefix = name.replace("-TOTAL_FORMS", "");
      const add = document.querySelector(`#${prefix}-group .add-row a, #${prefix}-group a.addlink`);
      for (let missing = Number(value) - Number(form.elements[name].value); missing > 0 && add; missing--) add.click();
    }
    for (const [name, value, label] of values) {
      const field = form.elements[name];
      if (!field || name.endsWith("_FORMS")) continue;
      if (field.type === "checkbox") {
        field.checked = value;
      } else if (window.CKEDITOR?.instances[field.id]) {
        fill(CKEDITOR.instances[field.id], value);
      } else {
        if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) {
          field.add(new Option(label, value));
        }
        field.value = value;
        if (window.django?.jQuery && field.tagName === "SELECT") window.django.jQuery(field).trigger("change");
      }
    }
    document.querySelectorAll(".rows-ordered").forEach((group) => group.dispatchEvent(new Event("rows:sort")));
    later();
  }

  /* An editor that is still starting would read its old text afterwards. */
  function fill(editor, html) {
    if (editor.status === "ready") editor.setData(html);
    else editor.once("instanceReady", () => editor.setData(html));
  }

  document.addEventListener("DOMContentLoaded", start);
})();
