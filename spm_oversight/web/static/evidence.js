// Sends a file of evidence in pieces, so that a dropped line costs a piece and not the file.
// Without this script, or without a file chosen, the form is sent whole, as it stands.
(() => {
  "use strict";
  const form = document.querySelector("form[data-pieces]");
  if (!form || !window.fetch || !window.FormData) return;
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const sending = form.querySelector(".sending");
  const bar = sending.querySelector("progress");
  const sent = sending.querySelector(".sent");
  const told = sending.querySelector("[role=status]");
  const failing = form.querySelector(".failing");
  const LONGEST_WAIT = 15000;
  const number = new Intl.NumberFormat("id-ID", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  // What the server, or the file, does not allow: said as it is, and nothing is tried again.
  class Refusal extends Error {}

  const megabytes = (bytes) => number.format(bytes / 1048576);

  function say(words) {
    if (told.textContent !== words) told.textContent = words;
  }

  function show(offset, size) {
    bar.value = Math.floor((offset / size) * 100);
    sent.textContent = `${megabytes(offset)} dari ${megabytes(size)} MB terkirim`;
  }

  // Resolves after a while, or as soon as the browser is on line again.
  function pause(milliseconds) {
    return new Promise((go) => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        go();
      };
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", done);
    });
  }

  const DROPPED = "Sambungan terputus. Unggahan dilanjutkan sendiri begitu tersambung lagi.";
  const FULL = "Ruang penyimpanan di server penuh. Unggahan dilanjutkan sendiri begitu ada ruang lagi; beri tahu pengelola sistem.";
  let stopped = DROPPED;

  // One request; null where the line dropped or the server is not itself.
  async function ask(address, options) {
    let answer;
    stopped = DROPPED;
    try {
      answer = await fetch(address, { credentials: "same-origin", ...options });
    } catch {
      return null;
    }
    if (answer.status === 507) stopped = FULL;
    if (answer.status >= 500) return null;
    if (answer.redirected) {
      throw new Refusal("Sesi Anda berakhir. Masuk lagi, lalu pilih berkas yang sama: unggahan dilanjutkan.");
    }
    return answer;
  }

  async function persist(address, options) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      const answer = await ask(address, options);
      if (answer) return answer;
      say(stopped);
      await pause(wait);
    }
  }

  async function read(answer) {
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const said = json ? await answer.json().catch(() => ({})) : {};
    if (answer.ok || Number.isInteger(said.offset)) return said;
    throw new Refusal(
      said.message || "Halaman ini tidak berlaku lagi. Muat ulang, lalu pilih berkas yang sama: unggahan dilanjutkan."
    );
  }

  async function hash(file) {
    if (!window.crypto || !crypto.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", await bytes(file));
    return Array.from(new Uint8Array(digest), (each) => each.toString(16).padStart(2, "0")).join("");
  }

  function bytes(blob) {
    return blob.arrayBuffer().catch(() => {
      throw new Refusal("Berkas ini tidak dapat dibaca lagi. Pilih berkasnya sekali lagi.");
    });
  }

  // What the form says, without the file itself.
  function typed(more) {
    const data = new FormData(form);
    data.delete(input.name);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  }

  async function begin(file, sha256) {
    const body = typed({ name: file.name, size: file.size, mark: file.lastModified, sha256 });
    return read(await persist(form.dataset.pieces, { method: "POST", body }));
  }

  async function sendPieces(file, begun, token) {
    let offset = begun.offset;
    while (offset < file.size) {
      show(offset, file.size);
      const body = await bytes(file.slice(offset, offset + begun.piece));
      const headers = {
        "Content-Type": "application/octet-stream",
        "Upload-Offset": String(offset),
        "X-CSRFToken": token,
      };
      let answer = await ask(begun.address, { method: "POST", headers, body });
      // The piece may have come before the line dropped: the server knows how far it is.
      if (!answer) {
        say(stopped);
        await pause(1000);
        answer = await persist(begun.address, {});
      }
      if (answer.status === 404) return false;
      offset = (await read(answer)).offset;
      say("Mengunggah. Halaman ini boleh tetap terbuka; jika tertutup, pilih berkas yang sama untuk melanjutkan.");
    }
    show(file.size, file.size);
    return true;
  }

  async function send(file) {
    const token = form.querySelector("input[name=csrf_token]").value;
    say("Menyiapkan berkas.");
    const sha256 = await hash(file);
    for (let turn = 0; turn < 3; turn += 1) {
      const begun = await begin(file, sha256);
      if (begun.offset) say(`Dilanjutkan: ${megabytes(begun.offset)} MB sudah terkirim sebelumnya.`);
      if (await sendPieces(file, begun, token)) {
        say("Memeriksa berkas.");
        const done = await persist(begun.finish, { method: "POST", body: typed({}) });
        if (done.status !== 404) return (await read(done)).address;
      }
    }
    throw new Refusal("Unggahan ini tidak dapat dilanjutkan. Muat ulang halaman, lalu pilih berkasnya sekali lagi.");
  }

  function fail(words) {
    failing.textContent = words;
    failing.hidden = false;
    sending.hidden = true;
    button.disabled = false;
  }

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (button.disabled) return;
    failing.hidden = true;
    if (file.size > Number(form.dataset.largest)) return void fail(form.dataset.tooLarge);
    button.disabled = true;
    sending.hidden = false;
    show(0, file.size || 1);
    try {
      location.assign(await send(file));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(error.message);
    }
  });
})();
