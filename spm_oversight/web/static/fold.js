// An address may name a service or a row inside its fold: the fold is opened, and the row comes into view.
"use strict";

function unfold() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = named?.closest("details");
  if (!fold || fold.open) return;
  fold.open = true;
  named.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
