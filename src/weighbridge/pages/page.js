// Nothing here is needed to read the page: cards open by hover and focus alone. Escape closes one, left and right walk through.
(() => {
  const marks = [...document.querySelectorAll(".key")];
  const close = (mark) => {
    mark.classList.add("closed");
    const open = () => mark.classList.remove("closed");
    mark.addEventListener("pointerleave", open, { once: true });
    mark.addEventListener("focusout", open, { once: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".mark:hover, .mark:focus-within").forEach(close);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = marks.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    marks[(at + step + marks.length) % marks.length].focus();
  });
  // A link to a figure opens the list it stands in.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    const list = target && target.closest("details");
    if (list) { list.open = true; target.scrollIntoView(); }
  });
  // Some phones give a tapped number no focus; ask for it.
  marks.forEach((mark) => mark.addEventListener("click", () => mark.focus()));
})();
