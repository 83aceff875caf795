/* Passkeys: asks the browser for one, and sends its answer in the form. What the form holds stays. */
"use strict";
(() => {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const FAILED = {
    InvalidStateError: "This device has a passkey for your account already. Use that one, or choose another device.",
    NotAllowedError: "No passkey was used: it was called off, took too long, or this device has none. Try again.",
    SecurityError: "Browsers make and use passkeys at the site's own address alone. Look at the address above.",
  };

  function readable(options) {
    const read = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));
    const ready = { ...options, challenge: bytes(options.challenge) };
    if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) ready.excludeCredentials = read(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = read(options.allowCredentials);
    return ready;
  }

  function sendable(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("[data-without-script]").hidden = true;
    const error = form.querySelector(".errornote[role=alert]");
    form.addEventListener("submit", async event => {
      event.preventDefault();
      error.hidden = true;
      try {
        if (!window.PublicKeyCredential) throw new Error("This browser knows no passkeys. Use another way.");
        const publicKey = readable(JSON.parse(form.dataset.options));
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
        form.elements.answer.value = sendable(credential);
        form.submit();
      } catch (reason) {
        error.textContent = FAILED[reason.name] || reason.message;
        error.hidden = false;
      }
    });
  }
})();
