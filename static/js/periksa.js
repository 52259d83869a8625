/* "Periksa" on the page of receipts: fetches the whole list and checks it here. Nothing that is
 * typed leaves this page. All words stand in the page; without this script it works as well.
 * The bytes are told in docs/verifying.md. */
(function () {
  "use strict";
  var ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  var subtle = window.crypto && window.crypto.subtle;
  if (!subtle || !window.fetch || !window.BigInt || !window.TextEncoder) return;

  document.querySelectorAll(".periksa").forEach(function (box) {
    box.hidden = false;
    box.querySelector("button").addEventListener("click", function () { check(box); });
  });

  async function check(box) {
    var button = box.querySelector("button");
    tell(box, [["tunggu"]]);
    button.disabled = true;
    try {
      var answer = await fetch(box.dataset.berkas, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      var file = await answer.json();
      tell(box, await findings(file, box.dataset.kunci, box.querySelector("input").value));
    } catch (fault) {
      tell(box, [["gagal"]]);
    }
    button.disabled = false;
  }

  function tell(box, found) {
    box.querySelector("ul").hidden = false;
    box.querySelectorAll("li").forEach(function (line) {
      var said = found.find(function (each) { return each[0] === line.dataset.kata; });
      line.hidden = !said;
      line.dataset.pola = line.dataset.pola || line.textContent;
      line.textContent = line.dataset.pola.replace("{n}", said ? said[1] : "");
    });
  }

  async function findings(file, pinned, typed) {
    var broken = await firstBroken(file);
    var genuine = await isGenuine(file, pinned.split(" ").join(""));
    var found = [broken ? ["rusak", broken] : ["utuh"]];
    found.push([genuine === null ? "tanpa" : genuine ? "asli" : "palsu"]);
    if (file.outcome) found.push([addsUp(file) ? "jumlah" : "selisih"]);
    if (typed.trim()) {
      var place = placeOf(typed, file);
      found.push(place ? ["ada", place] : ["tidak-ada"]);
    }
    return found;
  }

  // --- Lists: sorted, complete, and each tied to the one before ------------------------------

  async function firstBroken(file) {
    var wave = fromHex(file.wave.replace(/-/g, ""));
    var previous = "0".repeat(64);
    for (var i = 0; i < file.batches.length; i++) {
      if (!(await holds(file.batches[i], i + 1, wave, previous))) return i + 1;
      previous = file.batches[i].hash;
    }
    return 0;
  }

  async function holds(batch, number, wave, previous) {
    var receipts = batch.receipts.map(readReceipt);
    if (batch.number !== number || batch.previous !== previous) return false;
    if (batch.size !== receipts.length || receipts.indexOf(null) >= 0) return false;
    for (var i = 1; i < receipts.length; i++) if (receipts[i - 1] >= receipts[i]) return false;
    if (toHex(await root(receipts.map(toTenBytes))) !== batch.root) return false;
    var content = [text("spi1/batch"), wave, u32(number), u32(batch.size)];
    content.push(fromHex(batch.root), fromHex(previous));
    return toHex(await sha256(content)) === batch.hash;
  }

  async function root(leaves) {
    if (!leaves.length) return sha256([]);
    var level = await Promise.all(leaves.map(function (leaf) { return sha256([[0], leaf]); }));
    while (level.length > 1) {
      var above = [];
      for (var i = 0; i + 1 < level.length; i += 2) {
        above.push(sha256([[1], level[i], level[i + 1]]));
      }
      above = await Promise.all(above);
      if (level.length % 2) above.push(level[level.length - 1]);
      level = above;
    }
    return level[0];
  }

  // --- Keys ----------------------------------------------------------------------------------

  async function isGenuine(file, pinned) {
    if (!(await canVerify())) return null;
    if (file.wave_key !== pinned || !file.manifests.length) return false;
    for (var i = 0; i < file.manifests.length; i++) {
      var said = join([text("spi1/manifest|"), fromBase64(file.manifests[i].body)]);
      if (!(await isSigned(pinned, file.manifests[i].signature, said))) return false;
    }
    var last = JSON.parse(utf8(fromBase64(file.manifests[file.manifests.length - 1].body)));
    if (last.wave !== file.wave) return false;
    for (var j = 0; j < file.batches.length; j++) {
      var hash = fromHex(file.batches[j].hash);
      if (!(await isSigned(last.batch_public_key, file.batches[j].signature, hash))) return false;
    }
    if (!file.outcome) return true;
    var outcome = join([text("spi1/outcome|"), fromBase64(file.outcome.body)]);
    return isSigned(last.count_public_key, file.outcome.signature, outcome);
  }

  async function canVerify() {
    try {
      await subtle.generateKey("Ed25519", false, ["verify", "sign"]);
      return true;
    } catch (fault) {
      return false;
    }
  }

  async function isSigned(key, signature, said) {
    var read = await subtle.importKey("raw", fromHex(key), "Ed25519", false, ["verify"]);
    return subtle.verify("Ed25519", read, fromHex(signature), said);
  }

  // --- The outcome, and one's own receipt ----------------------------------------------------

  function addsUp(file) {
    var said = JSON.parse(utf8(fromBase64(file.outcome.body)));
    var parts = said.counted + said.superseded + said.withdrawn + said.void + said.invalid;
    var listed = file.batches.reduce(function (sum, each) { return sum + each.receipts.length; }, 0);
    var last = file.batches.length ? file.batches[file.batches.length - 1].hash : "0".repeat(64);
    return said.received === parts && said.received === listed && said.last_batch === last;
  }

  function placeOf(typed, file) {
    var wanted = readReceipt(typed);
    var batch = wanted !== null && file.batches.find(function (each) {
      return each.receipts.some(function (shown) { return readReceipt(shown) === wanted; });
    });
    return batch ? batch.number : 0;
  }

  // --- Bytes ---------------------------------------------------------------------------------

  function readReceipt(shown) {
    var plain = shown.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    var number = BigInt(0);
    for (var i = 0; i < plain.length; i++) {
      var value = ALPHABET.indexOf(plain[i]);
      if (value < 0) return null;
      number = number * BigInt(32) + BigInt(value);
    }
    return plain.length === 16 ? number : null;
  }

  function toTenBytes(number) { return fromHex(number.toString(16).padStart(20, "0")); }
  function text(said) { return new TextEncoder().encode(said); }
  function utf8(bytes) { return new TextDecoder().decode(bytes); }
  function u32(number) { return [number >>> 24, number >>> 16 & 255, number >>> 8 & 255, number & 255]; }

  function fromHex(hex) {
    return Uint8Array.from(hex.match(/../g) || [], function (pair) { return parseInt(pair, 16); });
  }

  function toHex(bytes) {
    return Array.from(bytes, function (each) { return each.toString(16).padStart(2, "0"); }).join("");
  }

  function fromBase64(packed) {
    return Uint8Array.from(atob(packed), function (each) { return each.charCodeAt(0); });
  }

  function join(parts) {
    return Uint8Array.from([].concat.apply([], parts.map(function (part) { return Array.from(part); })));
  }

  async function sha256(parts) {
    return new Uint8Array(await subtle.digest("SHA-256", join(parts)));
  }
})();
