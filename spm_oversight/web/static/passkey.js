// A passkey: the browser asks for finger, face or PIN, and the form carries its answer. Without this file the form says
// that it needs it. What is asked stands in the form (data-get, data-create), and so do the words for what goes wrong.
for (const form of document.querySelectorAll("form[data-get], form[data-create]")) {
  const told = form.querySelector("[data-told]");
  const usable = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
  if (usable) {
    form.querySelector("[data-needs]").hidden = true;
    form.querySelector("button[type=submit]").hidden = false;
  } else {
    form.querySelector("[data-needs]").textContent = form.dataset.old;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    try {
      const { get, create } = form.dataset;
      const made = get
        ? await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(get)),
          })
        : await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(create)),
          });
      form.elements.answer.value = JSON.stringify(made.toJSON());
    } catch (error) {
      told.textContent = error.name === "InvalidStateError" ? form.dataset.there : form.dataset.failed;
      return;
    }
    form.submit();
  });
}
