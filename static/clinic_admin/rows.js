/* global CKEDITOR */
/* Rows in order: drag them by the handle, or move them with the buttons (mouse or keyboard). */
(() => {
  const ROWS = "tr.form-row:not(.empty-form), .inline-related:not(.empty-form):not(.tabular)";

  function start() {
    for (const group of document.querySelectorAll(".js-inline-admin-formset")) {
      if (!group.querySelector('input[name$="-position"]')) continue;
      group.classList.add("rows-ordered");
      rowsOf(group).forEach((row) => equip(row, group));
      group.addEventListener("rows:sort", () => sort(group));
    }
    document.addEventListener("formset:added", (event) => {
      const group = event.target.closest(".rows-ordered");
      if (!group) return;
      equip(event.target, group);
      number(group);
    });
    for (const form of document.querySelectorAll("form")) {
      form.addEventListener("submit", () => document.querySelectorAll(".rows-ordered").forEach(number));
    }
  }

  function rowsOf(group) {
    return [...group.querySelectorAll(ROWS)].filter(position);
  }

  const position = (row) => row.querySelector('input[name$="-position"]');

  function number(group) {
    rowsOf(group).forEach((row, index) => {
      position(row).value = index + 1;
    });
  }

  /* Put the rows where their positions say. */
  function sort(group) {
    const sorted = rowsOf(group).sort((a, b) => position(a).value - position(b).value);
    sorted.forEach((row, index) => {
      const there = rowsOf(group)[index];
      if (there !== row) move(row, () => there.before(row));
    });
  }

  function nameOf(row) {
    const selected = row.querySelector("select.admin-autocomplete option:checked");
    const text = row.querySelector('input[type="text"]');
    return selected?.textContent.trim() || text?.value.trim() || "this row";
  }

  function equip(row, group) {
    if (row.querySelector(".row-moves")) return;
    const moves = document.createElement("span");
    moves.className = "row-moves";
    moves.append(
      handle(row, group),
      button(row, group, -1, "↑", "up"),
      button(row, group, 1, "↓", "down"),
    );
    const place = row.matches("tr") ? row.querySelector("td.field-position") : row.querySelector("h3");
    place.append(moves);
  }

  function button(row, group, step, sign, word) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = sign;
    element.addEventListener("focus", () => element.setAttribute("aria-label", `Move ${nameOf(row)} ${word}`));
    element.setAttribute("aria-label", `Move ${word}`);
    element.addEventListener("click", () => {
      const rows = rowsOf(group);
      const target = rows[rows.indexOf(row) + step];
      if (!target) return say(`${nameOf(row)} is already ${step < 0 ? "first" : "last"}.`);
      move(row, () => (step < 0 ? target.before(row) : target.after(row)));
      settle(row, group);
      element.focus();
    });
    return element;
  }

  function handle(row, group) {
    const element = document.createElement("span");
    element.className = "row-handle";
    element.textContent = "⠿";
    element.title = "Drag to move";
    element.setAttribute("aria-hidden", "true");
    element.draggable = true;
    element.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 20, 20);
      row.classList.add("row-dragged");
      document.body.classList.add("rows-dragging");
      const over = (hover) => {
        const target = rowsOf(group).find((other) => other !== row && other.contains(hover.target));
        if (!group.contains(hover.target)) return;
        hover.preventDefault();
        if (!target) return;
        const box = target.getBoundingClientRect();
        const above = hover.clientY < box.top + box.height / 2;
        if ((above ? target.previousElementSibling : target.nextElementSibling) === row) return;
        move(row, () => (above ? target.before(row) : target.after(row)));
      };
      document.addEventListener("dragover", over);
      element.addEventListener(
        "dragend",
        () => {
          document.removeEventListener("dragover", over);
          row.classList.remove("row-dragged");
          document.body.classList.remove("rows-dragging");
          settle(row, group);
        },
        { once: true },
      );
    });
    return element;
  }

  /* An editor's frame forgets its content when it moves in the page: it is taken down and set up again. */
  function move(row, act) {
    const editors = [...row.querySelectorAll("textarea")]
      .map((area) => window.CKEDITOR && CKEDITOR.instances[area.id])
      .filter(Boolean);
    editors.forEach((editor) => editor.destroy());
    act();
    editors.forEach((editor) => {
      const area = document.getElementById(editor.name);
      CKEDITOR.replace(area.id, JSON.parse(area.dataset.config));
    });
  }

  function settle(row, group) {
    number(group);
    const rows = rowsOf(group);
    say(`${nameOf(row)} is now ${rows.indexOf(row) + 1} of ${rows.length}.`);
    row.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function say(text) {
    let voice = document.getElementById("row-voice");
    if (!voice) {
      voice = document.createElement("div");
      voice.id = "row-voice";
      voice.className = "visually-hidden";
      voice.setAttribute("aria-live", "polite");
      document.body.append(voice);
    }
    voice.textContent = text;
  }

  document.addEventListener("DOMContentLoaded", start);
})();
