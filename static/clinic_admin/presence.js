/*
 * Says every half minute that this form is open, and shows its reader who else has it open. conditions/presence.py
 * knows what the silence of a form means.
 */
(() => {
  const EVERY = 30_000; // milliseconds
  const SIGNED_OUT =
    "You have been signed out. What you type is kept in this browser: sign in again, and this page offers it to you.";
  let region, timer;

  function start() {
    region = document.querySelector("[data-presence]");
    if (!region) return;
    say();
    timer = setInterval(say, EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || say());
    window.addEventListener("pagehide", () => navigator.sendBeacon(region.dataset.presence, words({ left: "1" })));
  }

  async function say() {
    try {
      const answer = await fetch(region.dataset.presence, { method: "POST", body: words({}), redirect: "manual" });
      if (answer.ok) show((await answer.json()).warning);
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        clearInterval(timer);
        show(SIGNED_OUT);
      }
    } catch {
      // The line is down; the next time may do.
    }
  }

  function words(more) {
    const token = document.querySelector("#article_form [name=csrfmiddlewaretoken]").value;
    return new URLSearchParams({ csrfmiddlewaretoken: token, since: region.dataset.since, ...more });
  }

  /* Screen readers read the region when it changes, and only then. */
  function show(text) {
    if (region.textContent.trim() === text) return;
    const paragraph = document.createElement("p");
    paragraph.className = "draft-offer";
    paragraph.textContent = text;
    region.replaceChildren(...(text ? [paragraph] : []));
  }

  document.addEventListener("DOMContentLoaded", start);
})();
