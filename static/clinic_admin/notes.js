/* What is typed on a page that publishes or withdraws survives a session that ended: kept in this tab until it is done. */
(() => {
  const key = (field) => `note:${document.querySelector(".act").dataset.user}:${location.pathname}:${field.name}`;

  function start() {
    for (const field of document.querySelectorAll(".act form:not(.kept-form) textarea")) {
      if (!field.value) field.value = sessionStorage.getItem(key(field)) || "";
      field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
    }
    // Back at the article, the act is done or given up.
    if (document.querySelector(".bar")) {
      const article = location.pathname.replace(/change\/$/, "");
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith("note:") && name.includes(`:${article}`)) sessionStorage.removeItem(name);
      }
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
