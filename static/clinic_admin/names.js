/* Names for screen readers where the admin leaves fields without: cells of a table take their column's heading. */
(() => {
  function nameCells(root) {
    for (const row of root.querySelectorAll(".tabular tr.form-row")) {
      const table = row.closest("table");
      for (const cell of row.cells) {
        const column = [...cell.classList].find((name) => name.startsWith("field-"))?.replace("field-", "column-");
        const heading = column && table.querySelector(`th.${CSS.escape(column)}`)?.firstChild?.textContent.trim();
        const name = cell.classList.contains("delete") ? "Delete this row" : heading;
        if (!name) continue;
        for (const field of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
          field.setAttribute("aria-label", name);
        }
      }
    }
    for (const heading of root.querySelectorAll(".tabular th.original:empty")) {
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = "Row";
      heading.append(name);
    }
  }

  /* An autocomplete with nothing chosen has nothing to be named by: it takes its field's label. */
  function nameChoices(root) {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const name = select.getAttribute("aria-label") || select.labels[0]?.textContent.replace(/:\s*$/, "").trim();
      const parts = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") || [];
      for (const part of name ? parts : []) part.setAttribute("aria-label", name);
    }
  }

  const nameAll = (root) => {
    nameCells(root);
    nameChoices(root);
  };
  // The admin's own scripts set up autocompletes when jQuery says that the page is ready: this comes after them.
  const ready = window.django?.jQuery || ((act) => act());
  ready(() => nameAll(document));
  document.addEventListener("formset:added", () => setTimeout(() => nameAll(document)));
})();
