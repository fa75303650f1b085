/* Saves each row of the entry page as it is left, and keeps it on this device until the server has it.
   Without this file the page's one button does the same. Rows are sent with the version they were typed over: what
   somebody else stored meanwhile comes back as a conflict and is never overwritten. */
"use strict";

(() => {
  const form = document.getElementById("isian");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const membership = field("membership").value;
  const place = `spm-isian:${membership}:${location.pathname}`;
  const rows = new Map([...form.querySelectorAll("[data-row]")].map((row) => [`${row.dataset.kind}/${row.dataset.key}`, row]));
  const all = form.querySelector('[data-part="all"]');
  const NUMBER = /^(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?$/;
  const WAITS = [2000, 5000, 15000, 30000, 60000];
  let tries = 0;
  let timer = 0;
  let sending = false;

  /* What waits: by row, its fields and version. Private windows may have no storage: then it lives as long as the page. */
  let waiting = {};
  /* The row under the cursor, not left yet: kept too, for the browser may close before it is. */
  let draft = {};
  try { waiting = JSON.parse(localStorage.getItem(place) || "{}"); } catch { waiting = {}; }
  const remember = () => {
    try {
      const kept = { ...waiting, ...draft };
      if (Object.keys(kept).length) localStorage.setItem(place, JSON.stringify(kept));
      else localStorage.removeItem(place);
    } catch { /* no storage: the page still holds it */ }
  };

  const parts = (row) => [...row.querySelectorAll("[data-part]")].filter((part) => "value" in part && part.dataset.part !== "version" && part.tagName !== "BUTTON");
  const version = (row) => row.querySelector('[data-part="version"]');

  function fieldsOf(row) {
    if (row.dataset.kind === "problems") {
      const listed = [];
      for (const part of parts(row)) {
        const [index, name] = part.dataset.part.split(".");
        (listed[index] ??= {})[name] = part.value;
      }
      return { rows: listed.filter(Boolean) };
    }
    const found = {};
    for (const part of parts(row)) {
      if (part.type === "radio" || part.type === "checkbox") { if (part.checked) found[part.dataset.part] = part.value; }
      else found[part.dataset.part] = part.value;
    }
    return found;
  }

  function put(row, fields) {
    for (const part of parts(row)) {
      const name = part.dataset.part;
      const [index, inner] = name.split(".");
      const value = fields.rows ? (fields.rows[index]?.[inner] ?? "") : (fields[name] ?? "");
      if (part.type === "radio" || part.type === "checkbox") part.checked = part.value === value;
      else part.value = value;
    }
  }

  function say(row, style, text, buttons = []) {
    const box = row.querySelector('[data-part="message"]');
    const line = document.createElement("p");
    line.className = style;
    line.textContent = text;
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary ms-2";
      button.textContent = label;
      button.addEventListener("click", act);
      line.append(button);
    }
    box.replaceChildren(line);
  }

  function warn(box, sentences) {
    for (const sentence of sentences) {
      const line = document.createElement("p");
      line.className = "careful";
      line.textContent = sentence;
      box.append(line);
    }
  }

  const now = () => new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

  /* What is plainly no number is told at once, also without a line; the server decides. */
  function checked(row) {
    let good = true;
    for (const part of row.querySelectorAll("input.num")) {
      const text = part.value.trim();
      const found = text ? NUMBER.exec(text) : [];
      const decimals = Number(row.dataset.decimals);
      const wrong = !found || (found[1] || "").length > decimals;
      part.toggleAttribute("aria-invalid", wrong);
      if (wrong) {
        good = false;
        say(row, "message", `“${text.slice(0, 40)}” tidak dapat dibaca sebagai ${decimals ? "bilangan" : "bilangan bulat"}. Tulis misalnya 1.234${decimals ? ",5" : ""}.`);
      }
    }
    row.classList.toggle("bad", !good);
    return good;
  }

  const typedIn = (row) => ({ [`${row.dataset.kind}/${row.dataset.key}`]: { kind: row.dataset.kind, key: row.dataset.key, version: Number(version(row).value), fields: fieldsOf(row) } });

  function touched(row) {
    Object.assign(waiting, typedIn(row));
    draft = {};
    remember();
    if (checked(row)) say(row, "waiting", "Menyimpan ...");
    send();
  }

  function later(reason) {
    for (const key of Object.keys(waiting)) if (rows.has(key)) say(rows.get(key), "waiting", "Belum tersimpan, akan dicoba lagi. Isian Anda tetap ada di perangkat ini.");
    all.textContent = reason;
    clearTimeout(timer);
    timer = setTimeout(() => send(true), WAITS[Math.min(tries++, WAITS.length - 1)]);
  }

  /* byItself: nobody typed, the page tries again; that keeps nobody signed in who has gone away. */
  async function send(byItself = false) {
    if (sending) return;
    const batch = Object.entries(waiting);
    if (!batch.length) return;
    sending = true;
    const body = new URLSearchParams({ csrf_token: field("csrf_token").value, membership, rows: JSON.stringify({ cells: batch.map(([, cell]) => cell) }) });
    let answer;
    let told = {};
    try {
      answer = await fetch(form.dataset.cells, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", ...(byItself && { "X-Segar": "sendiri" }) } });
      // Read before the next may go: two answers about one row would each settle it.
      if (answer.headers.get("Content-Type")?.includes("json")) told = await answer.json();
    } catch {
      sending = false;
      return later("Sambungan terputus. Isian Anda tetap ada di perangkat ini dan dikirim begitu sambungan kembali.");
    }
    sending = false;
    if (answer.type === "opaqueredirect" || answer.status === 400) return signedOut();
    if (answer.status >= 500) return later(`Belum tersimpan. ${told.message || "Sistem sedang terganggu."} Isian Anda tetap ada di perangkat ini dan dikirim lagi sendiri.`);
    if (!answer.ok) {
      all.textContent = told.refused || "Isian ini tidak dapat disimpan dari halaman ini. Muat ulang halaman; isian Anda tetap ada di perangkat ini.";
      all.classList.add("bad");
      return undefined;
    }
    tries = 0;
    batch.forEach(([key, sent], place) => settled(key, sent, told.cells[place]));
    told.services.forEach(renewed);
    remember();
    const left = Object.keys(waiting).length;
    if (!left) return standing();
    all.textContent = "Menyimpan ...";
    return send();
  }

  /* What a service's fold says of all its rows: as the server said it when the page came. */
  function renewed(service) {
    const fold = document.getElementById(service.id);
    if (!fold) return;
    fold.querySelector('[data-part="summary"]').textContent = service.summary;
    const money = fold.querySelector('[data-part="money"]');
    money.replaceChildren();
    warn(money, service.warnings);
    const [lines, pairs] = [[], []];
    for (const row of fold.querySelectorAll("[data-row]")) (row.dataset.kind === "budget" ? lines : pairs).push(row);
    const stored = (row) => Number(version(row).value) > 0;
    const missing = pairs.filter((row) => !stored(row)).length + (lines.some(stored) ? 0 : 1);
    const wrong = fold.querySelectorAll("[data-row].bad").length;
    const warned = fold.querySelectorAll(".careful").length;
    const words = wrong ? `${wrong} perlu diperbaiki` : missing ? `${missing} isian kosong` : warned ? `lengkap, ${warned} peringatan` : "lengkap";
    for (const place of document.querySelectorAll(`[data-told="${service.id}"]`)) {
      place.textContent = words;
      place.classList.toggle("bad", wrong > 0);
      place.classList.toggle("muted", wrong === 0);
    }
    const every = [...form.querySelectorAll("summary [data-told]")];
    const done = every.filter((place) => place.textContent.startsWith("lengkap")).length;
    document.querySelector('[data-part="done"]').textContent = `${done} dari ${every.length} layanan lengkap`;
  }

  const typing = () => Object.keys(draft).length > 0;

  /* Nothing waits any more: what the page as a whole says, and where to go on when something is to be mended. */
  function standing() {
    const bad = form.querySelectorAll("[data-row].bad");
    // What the page came with is told as long as it is so.
    const faults = document.querySelector('[data-part="faults"]');
    for (const link of faults?.querySelectorAll("li a") ?? []) {
      if (!document.getElementById(link.hash.slice(1))?.classList.contains("bad")) link.closest("li").remove();
    }
    if (faults) {
      const count = faults.querySelectorAll("li").length;
      faults.querySelector("h2").textContent = `${count} isian perlu diperbaiki`;
      faults.hidden = !count;
    }
    all.classList.toggle("bad", bad.length > 0);
    if (!bad.length && typing()) { all.textContent = "Yang sedang diketik disimpan begitu ditinggalkan; yang lain tersimpan."; return; }
    if (!bad.length) { all.textContent = `Semua isian tersimpan pukul ${now()}. Halaman dapat ditutup.`; return; }
    const first = document.createElement("a");
    first.href = `#${bad[0].id}`;
    first.textContent = "Buka yang pertama";
    all.replaceChildren(`${bad.length} isian perlu diperbaiki, yang lain tersimpan. `, first);
  }

  /* A new budget line becomes one of its own where it stands, and an empty one follows; whoever types in it goes on.
     Answers its key from now on. */
  function listed(key) {
    const row = rows.get(key);
    const blank = row.cloneNode(true);
    blank.querySelector('[data-part="message"]').replaceChildren();
    for (const input of blank.querySelectorAll("input.num, input[type=text]")) input.value = "";
    const [version, source] = ["budget_version", "source"].map((name) => row.querySelector(`[data-part="${name}"]`));
    const label = `${version.selectedOptions[0].text}, ${source.value}`;
    const before = { key: row.dataset.key, id: row.id };
    const after = { key: `${before.key.split("|")[0]}|${version.value}|${source.value}`, id: `${row.id}-${rows.size}` };
    for (const choice of [source, version]) choice.remove();
    row.querySelector("th").prepend(label);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "data-key", "aria-describedby", "aria-label"]) {
        const text = element.getAttribute(name);
        if (text) element.setAttribute(name, text.replace(before.key, after.key).replace(before.id, after.id).replace("Baris baru", label));
      }
    }
    row.after(blank);
    rows.set(key, blank).set(`budget/${after.key}`, row);
    if (waiting[key]) {
      const { budget_version: _version, source: _source, ...fields } = waiting[key].fields;
      waiting[`budget/${after.key}`] = { ...waiting[key], key: after.key, fields };
      delete waiting[key];
    }
    return `budget/${after.key}`;
  }

  function settled(key, sent, cell) {
    if (cell.outcome === "saved" && key.includes("|new|") && rows.has(key)) {
      const { budget_version: _version, source: _source, ...fields } = sent.fields;
      return settled(listed(key), { ...sent, fields }, cell);
    }
    const row = rows.get(key);
    const newer = key in waiting && JSON.stringify(waiting[key].fields) !== JSON.stringify(sent.fields);
    if (!newer) delete waiting[key];
    else if (cell.outcome === "saved") waiting[key].version = cell.version;
    if (!row) return;
    version(row).value = cell.version;
    if (typing() && row.contains(document.activeElement)) { draft = typedIn(row); remember(); }
    if (newer) return;
    row.classList.toggle("bad", cell.state === "wrong" || cell.state === "conflict");
    if (cell.outcome === "saved") {
      if (!row.contains(document.activeElement) && row.dataset.kind !== "problems") put(row, cell.fields);
      say(row, "saved", `Tersimpan ${now()}`);
      warn(row.querySelector('[data-part="message"]'), cell.warnings);
    } else if (cell.state === "conflict") {
      say(row, "message", cell.message, [
        ["Pakai yang tersimpan", () => { put(row, cell.stored); version(row).value = cell.version; touched(row); }],
        ["Pakai isian saya", () => { version(row).value = cell.version; touched(row); }],
      ]);
      row.querySelector('[data-part="message"]').append(beside(cell.sides));
    } else {
      say(row, cell.state === "wrong" ? "message" : "muted small", cell.message);
    }
  }

  /* What was there, what is there now, what was typed: as the page shows it that the server writes. */
  function beside(sides) {
    const list = document.createElement("dl");
    list.className = "sides";
    for (const texts of sides) {
      const pair = document.createElement("div");
      texts.forEach((text, place) => {
        const part = document.createElement(place ? "dd" : "dt");
        part.textContent = text;
        pair.append(part);
      });
      list.append(pair);
    }
    return list;
  }

  function signedOut() {
    all.replaceChildren("Sesi Anda berakhir. Isian Anda tetap ada di perangkat ini. ");
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.textContent = "Masuk lagi untuk menyimpannya";
    all.append(link);
  }

  /* What was typed here before the page or the line went away. */
  for (const [key, cell] of Object.entries(waiting)) {
    const row = rows.get(key);
    if (!row) continue;
    put(row, cell.fields);
    version(row).value = cell.version;
    row.closest("details.service")?.setAttribute("open", "");
    checked(row);
  }

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    draft = typedIn(row);
    remember();
    if (!Object.keys(waiting).length) standing();
  });

  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && `${row.dataset.kind}/${row.dataset.key}` in draft) return;
    draft = {};
    remember();
  });

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || (row.dataset.key.includes("|new|") && !row.querySelector('[data-part="allocation"]').value.trim())) return;
    touched(row);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return;
    event.preventDefault();
    const follows = (input) => event.target.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = [...form.querySelectorAll("input.num")].find(follows);
    if (!next) return event.target.blur();
    next.closest("details.service").open = true;
    next.focus();
    next.select();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="carry"]');
    if (!button) return;
    event.preventDefault();
    for (const row of button.closest(".service").querySelectorAll("[data-row]")) {
      let filled = false;
      for (const part of row.querySelectorAll("[data-carry]")) {
        if (!part.value.trim()) { part.value = part.dataset.carry; filled = true; }
      }
      if (filled) touched(row);
    }
  });

  form.addEventListener("submit", (event) => {
    if (["take", "mine"].includes(event.submitter?.name)) return;
    event.preventDefault();
    if (Object.keys(waiting).length) { tries = 0; send(); } else standing();
  });

  all.textContent = "Setiap isian tersimpan sendiri begitu ditinggalkan.";
  addEventListener("online", () => { tries = 0; send(true); });
  if (Object.keys(waiting).length) send();
})();
