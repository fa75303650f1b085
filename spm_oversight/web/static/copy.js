// Puts a button under each text that is meant to be copied; without this file it is copied by hand.
for (const text of document.querySelectorAll("textarea[data-copy]")) {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "btn btn-outline-primary mt-2 me-3";
  button.textContent = text.dataset.copy;
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    text.select();
    try {
      // Only a page over https, or on this machine, may use the first way.
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy");
    }
    told.textContent = text.dataset.copied;
  });
  text.after(button, told);
}
