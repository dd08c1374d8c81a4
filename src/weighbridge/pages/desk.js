// The desk works without this. It adds: evidence without a new page, the keys j k a s f e ?, and how long a claim was open.
(() => {
  const csrf = document.body.dataset.csrf;
  const story = location.pathname.match(/^\/stories\/([0-9a-f]+)$/);
  if (!csrf || !story || !document.querySelector(".bench")) return;
  const at = (name) => document.getElementById(name);
  const panel = document.querySelector(".beside-text");
  let since = Date.now();
  let away = 0;
  let hidden = 0;

  // ---- how long the evidence of a claim was open, without the time the page was out of sight
  const report = () => {
    const open = at("evidence");
    const seconds = (Date.now() - since - away) / 1000;
    since = Date.now();
    away = 0;
    if (!open || !open.querySelector(".ticking") || seconds < 1) return;
    navigator.sendBeacon(`/stories/${story[1]}/opened`, new URLSearchParams({ csrf, claim: open.dataset.claim, seconds: seconds.toFixed(1) }));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden = Date.now();
    else if (hidden) { away += Date.now() - hidden; hidden = 0; }
  });
  addEventListener("pagehide", () => { if (hidden) { away += Date.now() - hidden; hidden = 0; } report(); });

  // ---- evidence in place
  const show = async (href, focus) => {
    const url = new URL(href, location.href);
    const claim = url.searchParams.get("claim");
    if (!claim) return;
    const answer = await fetch(`/stories/${story[1]}/claims/${claim}`, { headers: { "X-Part": "evidence" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) { location.assign(url); return; }
    report();
    panel.innerHTML = await answer.text();
    panel.classList.add("asked");
    panel.scrollTop = 0;
    history.replaceState(null, "", `?claim=${claim}`);
    document.querySelectorAll(".tag a[aria-current]").forEach((link) => link.removeAttribute("aria-current"));
    const tag = document.querySelector(`.tag a[href*="claim=${claim}"]`);
    document.querySelectorAll(".claim.open").forEach((span) => span.classList.remove("open"));
    if (tag) document.querySelectorAll(`.claim[data-claim="${tag.id.slice(6)}"]`).forEach((span) => span.classList.add("open"));
    if (tag) { tag.setAttribute("aria-current", "true"); tag.scrollIntoView({ block: "nearest" }); }
    if (focus) at("evidence").focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".tag a, .step a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, true);
  });

  // ---- keys; they can be put out of work, and never act while somebody writes
  const off = at("keys-off");
  const stored = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  off.checked = stored();
  off.addEventListener("change", () => { try { localStorage.setItem("keys", off.checked ? "off" : "on"); } catch { /* private window */ } });
  const press = (mark) => { const button = document.querySelector(`#ticking button[value="${mark}"]`); if (button) { report(); button.form.requestSubmit(button); } };
  const keys = {
    j: () => { const next = document.querySelector('.step a[rel="next"]'); if (next) show(next.href, true); },
    k: () => { const before = document.querySelector('.step a[rel="prev"]'); if (before) show(before.href, true); },
    a: () => press("accepted"),
    f: () => press("flagged"),
    s: () => { const note = at("note"); if (note && !note.value) note.focus(); else press("sourced"); },
    e: () => { const tag = document.querySelector(".tag a[aria-current]"); const link = tag && tag.closest(".para") && tag.closest(".para").querySelector(".edit-here"); location.assign(link ? link.href : `/stories/${story[1]}/edit`); },
    "?": () => { const list = at("keys"); list.open = !list.open; if (list.open) list.scrollIntoView({ block: "nearest" }); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || off.checked) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // ---- a passage marked with the pointer becomes what a comment is about
  document.addEventListener("selectionchange", () => {
    const marked = getSelection();
    const quote = at("quote");
    const words = String(marked).trim();
    if (quote && words && words.length < 400 && marked.anchorNode && marked.anchorNode.parentElement && marked.anchorNode.parentElement.closest(".text")) quote.value = words;
  });
})();
