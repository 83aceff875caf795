/* global CKEDITOR */
/*
 * What an author has typed survives a closed tab and an expired session: it is kept in this browser until the
 * site has it, and offered when the form is opened again. Nothing is put back without being asked for.
 *
 * Each open form has a draft of its own, so that two tabs never write over each other's. A tab that is open holds a
 * lock of its draft's name, which the browser lets go with the tab: what nobody holds was left behind, and is offered.
 */
(() => {
  const WAIT = 800; // milliseconds without typing before the draft is kept
  const SKIPPED = ["csrfmiddlewaretoken", "seen_at", "base", "seen", "waiting", "_popup"];
  let form, owner, key, timer, opened;

  const family = (path = location.pathname) => `draft:${owner}:${path}`;
  const ofFamily = (name) => Object.keys(localStorage).filter((each) => each === name || each.startsWith(`${name}#`));
  // In this tab: the draft that was sent last, which the answer to it goes on with.
  const sentKey = () => `sent:${family()}`;
  const isTyped = () => document.querySelector(".errornote, [data-typed]"); // the form holds what was sent

  function start() {
    const refused = document.querySelector("[data-draft-refused]");
    if (refused) return stillUnsaved(refused);
    form = document.querySelector(".bar") ? document.getElementById("article_form") : document.querySelector(".kept-form");
    if (!form) return;
    owner = document.getElementById("draft-offer").dataset.user;
    const fresh = `${family()}#${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    hold((isTyped() && sessionStorage.getItem(sentKey())) || fresh);
    forgetSaved();
    form.addEventListener("submit", () => {
      keep({ sent: true });
      sessionStorage.setItem(sentKey(), key);
    });
    whenEditorsAreReady(snapshot());
  }

  /* The page that asks about two versions: what was sent is not saved until it is settled there. */
  function stillUnsaved(page) {
    owner = page.dataset.user;
    hold(sessionStorage.getItem(sentKey()) || family());
    const mark = (sent) => read(key) && localStorage.setItem(key, JSON.stringify({ ...read(key), sent }));
    mark(false);
    page.querySelector("form").addEventListener("submit", () => mark(true));
  }

  /* From now on this tab's draft is the one of that name. */
  function hold(name) {
    key = name;
    navigator.locks?.request(name, () => new Promise(() => {}));
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

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  const typedAs = (draft, field) => draft.values.find(([name]) => name === field)?.[1];

  /* A draft that was sent and has become the saved state is no longer needed. A new article is known by its address. */
  function forgetSaved() {
    const forget = (name, isSaved) => {
      for (const each of ofFamily(name)) if (read(each)?.sent && isSaved(read(each))) localStorage.removeItem(each);
    };
    forget(family(), (draft) => draft.token !== token());
    const added = location.pathname.replace(/\d+\/change\/$/, "add/");
    const slug = form.elements.slug?.value;
    if (added !== location.pathname) forget(family(added), (draft) => typedAs(draft, "slug") === slug);
  }

  /* The drafts of this form that no open tab goes on with, the newest first. */
  async function leftBehind() {
    const { held = [] } = (await navigator.locks?.query()) || {};
    const open = new Set([key, ...held.map((lock) => lock.name)]);
    const left = ofFamily(family()).filter((name) => !open.has(name) && read(name));
    const isSaved = (name) => JSON.stringify(read(name).values) === opened;
    left.filter(isSaved).forEach((name) => localStorage.removeItem(name));
    return left.filter((name) => read(name)).sort((one, other) => read(other).at - read(one).at);
  }

  async function offer() {
    if (isTyped()) return;
    const box = document.getElementById("draft-offer");
    const blank = box.querySelector("[data-draft]");
    const names = await leftBehind();
    box.replaceChildren(...names.map((name) => offered(name, blank.cloneNode(true), box)));
    box.hidden = !names.length;
  }

  function offered(name, line, box) {
    const draft = read(name);
    const title = typedAs(draft, "title");
    const what = title ? `what you typed in “${title}”` : "what you typed";
    const when = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const newer = draft.token === token() ? "" : " The article was saved since by somebody: you are shown both versions before yours counts.";
    line.querySelector("p").textContent = `This browser kept ${what} on ${when} and did not save.${newer}`;
    const done = () => {
      line.remove();
      box.hidden = !box.children.length;
    };
    for (const button of line.querySelectorAll("button")) {
      button.querySelector(".visually-hidden").textContent = title ? ` “${title}”, ${when}` : ` ${when}`;
    }
    line.querySelector("[data-restore]").addEventListener("click", () => {
      if (timer) keep({}); // what stands in the form now, as a draft of its own
      hold(name);
      restore(draft.values);
      // It was written on top of that save: if there is a newer one, saving shows both instead of passing over it.
      if (tokenField()) tokenField().value = draft.token;
      if (baseField()) baseField().value = draft.base || "";
      done();
    });
    line.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(name);
      done();
    });
    return line;
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
    const state = document.querySelector("[data-draft-state]");
    let said = "Typing kept in this browser.";
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), token: token(), base: baseField()?.value, values, ...more }));
    } catch {
      said = "This browser has no room to keep your typing: save the draft soon."; // saving works all the same
    }
    if (state) state.textContent = said;
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
